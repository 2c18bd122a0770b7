import type { FailureClass } from '../../execute/failure-class.js';

/**
 * What the simulated provider does with one request, as people write it in a script: a name, or a mapping.
 *
 * - `ok`: answers. Also what a bare `{ delay: 500ms }` does, after the delay.
 * - a failure by its class: `overloaded`, `rate_limit`, `quota`, `credential`, `timeout`, …: see {@link FailureName}.
 * - `reset`: the connection closes before the head of a response.
 * - `empty`: a 200 whose answer has no text. `garbage`: a 200 that is not JSON.
 */
export type ScriptStep = StepName | StepMapping;

/** A script: one step for each request, in order. When it is used up, every request is answered. */
export type Script = readonly ScriptStep[];

/** The failures that a script can name. A caller cancels by itself, so `cancelled` is not among them. */
export type FailureName = Exclude<FailureClass, 'cancelled'>;

export type StepName = 'ok' | 'reset' | 'empty' | 'garbage' | FailureName;

/** At most one of the keys that say what happens: fail, status, answer, and the four that break off an answer. */
export interface StepMapping {
  /** The step's name, where it needs other keys beside it. */
  readonly fail?: Exclude<StepName, 'ok'>;
  /** An HTTP status from 400 to 599, with an error body. */
  readonly status?: number;
  /** The text to answer with, instead of one made up. */
  readonly answer?: string;
  /** After so many content chunks the body ends cleanly, without a finish_reason. */
  readonly cut_after?: number;
  /** After so many content chunks the connection is reset. */
  readonly reset_after?: number;
  /** After so many content chunks an error chunk comes inside the 200, as OpenRouter sends it. */
  readonly error_after?: number;
  /** After so many content chunks nothing more comes, and the connection stays open. */
  readonly stall_after?: number;
  /** Waited before the head of the response: `500ms`, `2s`. */
  readonly delay?: string;
  /** Waited before every chunk of a stream. */
  readonly chunk_delay?: string;
  /** Seconds, sent as the Retry-After header. Needs fail or status. */
  readonly retry_after?: number;
  /** The error's message. Needs fail, status or error_after. */
  readonly message?: string;
  /** The finish_reason of the answer. Default: what fits it. */
  readonly finish_reason?: FinishReason;
  /** How many requests the step serves, from 1 to 1,000,000. Default: 1. */
  readonly times?: number;
}

export const finishReasons = ['stop', 'length', 'tool_calls', 'content_filter'] as const;
export type FinishReason = (typeof finishReasons)[number];

/** A step that has been checked: what happens, and when. */
export interface Step {
  readonly act: Act;
  readonly delayMs: number;
  /** Undefined for the provider's own. */
  readonly chunkDelayMs?: number;
  readonly times: number;
}

export type Act =
  | { readonly kind: 'answer'; readonly text?: string; readonly finishReason?: FinishReason }
  | { readonly kind: 'empty' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'failure'; readonly name: RefusalName; readonly retryAfter?: number; readonly message?: string }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number; readonly message?: string }
  | { readonly kind: 'broken'; readonly how: Break; readonly after: number; readonly message?: string };

/** How an answer that has begun comes to grief. */
export type Break = 'cut' | 'reset' | 'error' | 'stall';

/** Failures that arrive as an HTTP error with a body. */
export type RefusalName = Exclude<FailureName, 'network' | 'timeout' | 'truncated'>;

export const answerStep: Step = { act: { kind: 'answer' }, delayMs: 0, times: 1 };
