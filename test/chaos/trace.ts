import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import type { RoutedChunk } from '../../src/execute/stream-seam.js';
import type { Fault } from './fault.js';
import type { PlannedRequest } from './planned-request.js';

/** One call at the provider port, as the provider saw it. */
export interface Call {
  /** `call-REQUEST-ORDINAL`, which is also the id of its completion or chunks. */
  readonly id: string;
  readonly endpoint: string;
  readonly model: string;
  readonly stream: boolean;
  /** The caller had aborted, stopped reading, or had its answer when this call came. */
  readonly afterTheEnd: boolean;
  /** What was played; undefined where servers play their own scripts. */
  readonly fault: Fault | undefined;
  /** The chunks that were given to the router, in order. */
  readonly chunks: ChatCompletionChunk[];
  answer: ChatCompletion | undefined;
  /** It was neither answered to its end, nor failed, nor let go. */
  isOpen: boolean;
}

/** How a request ended, as its caller saw it. */
export type Ending =
  | { readonly kind: 'completion'; readonly completion: ChatCompletion }
  | { readonly kind: 'refused'; readonly error: unknown }
  /** `end`: how the reading ended. `after`: what two more reads gave. */
  | {
      readonly kind: 'stream';
      readonly chunks: readonly RoutedChunk[];
      readonly end: 'whole' | 'error' | 'stopped' | 'abandoned';
      readonly error: unknown;
      readonly after: readonly ('done' | 'chunk' | 'error')[];
    }
  /** Not within the time that it may take at most. */
  | { readonly kind: 'never' };

/** All that is known of one request: what the caller saw, and what the providers saw. */
export interface Trace {
  readonly request: PlannedRequest;
  readonly ending: Ending;
  readonly calls: readonly Call[];
  readonly report: RoutingReport | undefined;
  /** The caller's reason, if it aborted; and when, in milliseconds since the request began. */
  readonly aborted: { readonly reason: unknown; readonly at: number } | undefined;
  /** When the report was there, in milliseconds since the request began. */
  readonly reportedAt: number;
  /** Listeners that are left on the caller's signal. */
  readonly listeners: number;
}
