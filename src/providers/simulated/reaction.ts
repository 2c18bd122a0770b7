import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Refusal } from './refusals.js';

/** What the simulated provider does with one request: data, which a server or a function then acts out. */
export type Reaction = { readonly delayMs: number } & (
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' }
  | ({ readonly kind: 'refusal' } & Refusal)
  | WholeAnswer
  | StreamedAnswer
);

/** A 200 with one JSON body. */
export interface WholeAnswer {
  readonly kind: 'whole';
  readonly body: ChatCompletion | ErrorBody | typeof garbage;
  readonly ending: Ending;
}

/** A 200 with server-sent events. */
export interface StreamedAnswer {
  readonly kind: 'streamed';
  readonly events: readonly StreamEvent[];
  readonly chunkDelayMs: number;
  readonly ending: Ending;
}

/**
 * How a body ends: complete; cut, which the transport takes for complete; reset, which it does not; or stalled, which
 * is not at all.
 */
export type Ending = 'complete' | 'cut' | 'reset' | 'stall';

export type StreamEvent =
  | { readonly kind: 'chunk'; readonly chunk: ChatCompletionChunk }
  | { readonly kind: 'error'; readonly body: ErrorBody }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'garbage' };

/** An error inside a 200, as OpenRouter sends it. */
export interface ErrorBody {
  readonly error: { readonly code: string | number; readonly message: string };
  readonly [field: string]: unknown;
}

/** A body that is not JSON: what a proxy in trouble sends with status 200. */
export const garbage = '<html><body>upstream connect error</body></html>';
