import type { ChatCompletions } from './client/chat-completions.js';
import type { Decision } from './decide/decision.js';
import type { Feedback } from './records/feedback-record.js';
import type { ChatBody } from './request/routing-request.js';
import type { RouterEvents } from './router-events.js';
import type { CloseOptions } from './router-options.js';

/** A request for `decide`: an OpenAI chat-completions body, and what routing is told besides. */
export type DecideInput = ChatBody & {
  /** What rules may ask about: plain JSON data. Default: none. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** The policy that decides. Default: the only one, or the router's `defaultPolicy`. */
  readonly policy?: string;
  /** Facts given instead of computed, by name. Default: none. */
  readonly facts?: Readonly<Record<string, unknown>>;
};

export interface DecideSettings {
  /**
   * Whether the decision counts as one that somebody acts on: exposures are told, and sticky arms kept. Default: true.
   */
  readonly expose?: boolean;
}

/** Decides and executes requests by the policies that it serves. Made by createRouter. */
export interface Router {
  /**
   * `chat.completions.create` as the OpenAI SDK has it, with `routing` on what it gives. Rejects with a RouterError, or
   * with what the caller's signal or the only attempt failed with.
   */
  readonly chat: { readonly completions: ChatCompletions };
  /** Decides without sending. Rejects with a RouterError when the request is not valid. */
  decide(input: DecideInput, settings?: DecideSettings): Promise<Decision>;
  /** The policies being served, by name. */
  readonly policies: readonly { readonly name: string; readonly version: string; readonly file: string }[];
  /**
   * Records what somebody thinks of an answer, by the id of its decision. Never throws and never blocks: what cannot be
   * kept is left out, with a warning of the process. Without `records` it goes nowhere.
   */
  feedback(id: string, feedback: Feedback): void;
  /**
   * Calls a listener whenever this happens. What a listener throws is a warning of the process, and keeps nobody else
   * from being told.
   */
  on<E extends keyof RouterEvents>(event: E, listener: (...args: RouterEvents[E]) => void): Router;
  /** Calls it no longer. */
  off<E extends keyof RouterEvents>(event: E, listener: (...args: RouterEvents[E]) => void): Router;
  /**
   * Stops watching and refreshing catalogues, and refuses new requests with ROUTER_CLOSED. Requests and streams under
   * way go on to their end, which is not waited for; with `abort` they end now, with ROUTER_CLOSED.
   */
  close(options?: CloseOptions): Promise<void>;
}
