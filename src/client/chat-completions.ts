import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import type { RoutedCompletion, RoutedStream } from '../execute/execute.js';
import type { Attributes } from '../request/routing-request.js';
import { unsupported, unsupportedProperties } from './unsupported.js';

/** A body as the OpenAI SDK takes it; `model` may be left out, since the policy chooses. */
export type RoutedBody<B extends { model: unknown }> = Omit<B, 'model'> & { model?: string };

/** The OpenAI SDK's request options that routing understands, and what rules are told about the caller. */
export interface RoutedRequestOptions {
  /**
   * What rules may ask about: plain JSON data, such as `{ task: 'summarize', user: { id: 'u-42', tier: 'pro' } }`.
   * Default: none.
   */
  readonly attributes?: Attributes | undefined;
  /** The policy that decides. Default: the only one, or the router's `defaultPolicy`. */
  readonly policy?: string | undefined;
  /** Aborts the request, through every attempt and to the end of its stream. Default: never. */
  readonly signal?: AbortSignal | null | undefined;
  /**
   * Headers for this request, sent to every endpoint that is tried. Keys, cookies and the like are not sent on.
   * Default: none.
   */
  readonly headers?:
    | Headers
    | Readonly<Record<string, string | null | undefined>>
    | Iterable<readonly [string, string | null | undefined]>
    | null
    | undefined;
  /**
   * Whether the stream may hold chunks with a `routing_event` and no choices, which tell that another model begins the
   * answer anew or goes on with it. Without them, `on_interrupt: restart` is `fail`. Default: false.
   */
  readonly routingEvents?: boolean | undefined;
  /** Milliseconds for the whole request until an answer or a stream has begun. Default: the policy's `deadline`. */
  readonly timeout?: number | undefined;
}

/**
 * A promise of an answer; the SDK's `withResponse()` and `asResponse()` are there and say that they are not supported.
 */
export interface RoutedPromise<T> extends Promise<T> {
  withResponse(): never;
  asResponse(): never;
}

/** The part of the OpenAI SDK's `chat.completions` that a router has; the rest of it throws an error that says so. */
export interface ChatCompletions {
  /**
   * Decides, and executes the decision: `chat.completions.create` of the OpenAI SDK, with its body and its types.
   * Rejects with a RouterError, with the provider's own error when the only attempt failed, or with the signal's reason.
   * Errors of what was decided carry `routing`.
   */
  create(
    body: RoutedBody<ChatCompletionCreateParamsNonStreaming>,
    options?: RoutedRequestOptions,
  ): RoutedPromise<RoutedCompletion>;
  create(
    body: RoutedBody<ChatCompletionCreateParamsStreaming>,
    options?: RoutedRequestOptions,
  ): RoutedPromise<RoutedStream>;
  create(
    body: RoutedBody<ChatCompletionCreateParamsNonStreaming | ChatCompletionCreateParamsStreaming>,
    options?: RoutedRequestOptions,
  ): RoutedPromise<RoutedCompletion | RoutedStream>;
}

/** Routes one body. */
export type Route = (body: unknown, options: unknown) => Promise<RoutedCompletion | RoutedStream>;

const otherMethods = ['parse', 'stream', 'runTools', 'retrieve', 'update', 'list', 'delete', 'messages'];

/** The `chat.completions` of a router. */
export function createChatCompletions(route: Route): ChatCompletions {
  const completions = {
    create: (body: unknown, options: unknown = {}) => withoutResponse(route(body, options)),
  };
  unsupported(completions, 'router.chat.completions', otherMethods);
  return completions as ChatCompletions;
}

const ofResponses = unsupportedProperties('router.chat.completions.create()', ['withResponse', 'asResponse']);

function withoutResponse<T>(promise: Promise<T>): RoutedPromise<T> {
  return Object.defineProperties(promise, ofResponses) as RoutedPromise<T>;
}
