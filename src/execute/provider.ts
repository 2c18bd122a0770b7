import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { OutgoingBody } from '../plan/execution-plan.js';
import type { Endpoint } from '../policy/endpoint.js';

/** The port through which attempts leave the process. Implementations are in providers/. */
export interface Provider {
  /** One attempt, not streamed. Rejects with a ProviderError, or with the signal's reason when it aborted. Never retries. */
  complete(call: ProviderCall): Promise<ProviderAnswer<ChatCompletion>>;
  /** One attempt, streamed. Resolves when the response's head has arrived; the iterable rejects with a ProviderError. */
  stream(call: ProviderCall): Promise<ProviderAnswer<AsyncIterable<ChatCompletionChunk>>>;
}

/** One request to one endpoint, as it is sent. */
export interface ProviderCall {
  readonly endpoint: Endpoint;
  readonly body: OutgoingBody;
  readonly signal: AbortSignal;
  /** The caller's own headers for this request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What an endpoint answered: a completion, or a stream of chunks. */
export interface ProviderAnswer<T> {
  readonly value: T;
  /** The provider's id for the request, from its headers, when it gives one. */
  readonly requestId?: string;
}

/** What is known of an answer that failed; its class is worked out from this. */
export interface ProviderFailure {
  /** HTTP status; undefined when there was no response, or when an error came inside a stream. */
  readonly status?: number;
  /** The provider's own code: `error.code` (a number as its digits), or a system error's code. */
  readonly code?: string;
  /** OpenRouter's `error.metadata.error_type`, else `error.type`. */
  readonly type?: string;
  /** The error's message only: never a whole body, which may echo the prompt. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it went wrong: before a response, in a response (also a 200 that holds an error), inside a stream. */
  readonly stage: 'connect' | 'response' | 'stream';
}

/** What a provider throws. `cause` is the error as the SDK gave it, so that callers can handle it as before. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly failure: ProviderFailure;

  constructor(failure: ProviderFailure, cause: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
  }
}
