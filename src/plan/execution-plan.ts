import type { Endpoint } from '../policy/endpoint.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { Escalation, RouteSettings } from '../policy/route-settings.js';
import type { BalancedSlot } from './balance-candidates.js';

/** How a request is to be executed: what to send to which target, in order, and within which times. */
export interface ExecutionPlan {
  readonly targets: readonly PlannedTarget[];
  /** Time for the whole request, all attempts together, in milliseconds. */
  readonly deadlineMs: number;
  /** Whether the caller asked for a stream. */
  readonly stream: boolean;
  /** Whether the caller asked for the chunk that holds usage and no choices; we ask for it always. */
  readonly deliverUsageChunk: boolean;
  /** What the policy says of failures; what it does not say has the executor's defaults. */
  readonly recovery: RecoverySettings;
  /** How deployments were put in order, for each slot of the chain with several. */
  readonly balanced: readonly BalancedSlot[];
  readonly escalation?: PlannedEscalation;
  /** Known before anything is sent. */
  readonly notApplied: readonly NotApplied[];
}

/** Where an answer that is wanting is asked for again. */
export interface PlannedEscalation extends Pick<Escalation, 'when' | 'check'> {
  /** Name of the tier. */
  readonly tier: string;
  /** Without targets when constraints removed every model of the tier. */
  readonly plan: ExecutionPlan;
}

/** A setting of the policy that could not be followed for one request. */
export interface NotApplied {
  readonly setting: 'stream.on_interrupt' | 'escalate';
  /** Why, in words. */
  readonly because: string;
}

export type RecoverySettings = Pick<RouteSettings, 'retry' | 'fallback' | 'onInterrupt'>;

export interface PlannedTarget {
  readonly slot: ModelSlot;
  readonly endpoint: Endpoint;
  /** The model id as sent. */
  readonly model: string;
  /** The whole body as it is sent. */
  readonly body: OutgoingBody;
  /** What differs from the caller's body, beyond model and limit. Never silent. */
  readonly changes: readonly ParameterChange[];
  /** Why it is not asked, in words: it does not take what the request says, and the policy is strict about that. */
  readonly unsendable?: string;
  /** Targets of this chain, the next ones, that the endpoint tries itself when this model fails. */
  readonly nativeFallbacks?: readonly NativeFallback[];
  /** Time to the first token of a stream, reasoning included, in milliseconds. */
  readonly firstTokenMs: number;
  /** Time between two chunks of a stream, in milliseconds. */
  readonly idleMs: number;
  /** Total time of one attempt, in milliseconds. */
  readonly timeoutMs: number;
}

export interface NativeFallback {
  readonly slot: ModelSlot;
  /** The model id as sent. */
  readonly model: string;
}

/** A chat-completions body on its way out: plain JSON data. */
export type OutgoingBody = Readonly<Record<string, unknown>> & {
  readonly model: string;
  readonly messages: readonly unknown[];
};

export interface ParameterChange {
  readonly param: string;
  readonly change: 'set' | 'replaced' | 'translated' | 'dropped';
  readonly from?: unknown;
  readonly to?: unknown;
  /** Why, in words. */
  readonly because: string;
}
