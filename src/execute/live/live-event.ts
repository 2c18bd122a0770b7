import type { FailureClass } from '../failure-class.js';
import type { BudgetEvent } from './budget-event.js';
import type { RolloutEvent } from './rollout-event.js';

/** What is noticed across requests. The router hands these on under their type. */
export type LiveEvent =
  | BudgetEvent
  | BreakerOpened
  | BreakerClosed
  | TargetAlarm
  | FallbackAlarm
  | FallbackRecovered
  | StoreFailed
  | StoreRecovered
  | RolloutEvent;

/** A model at an endpoint, as attempts name it. */
export interface TargetName {
  /** Name of the model slot. */
  readonly slot: string;
  /** The model id as sent. */
  readonly model: string;
  readonly endpoint: string;
}

/** Attempts at this target are skipped from now on; also when a probe failed and it stays open. */
export interface BreakerOpened extends TargetName {
  readonly type: 'breaker-open';
  /** The failure that opened it. */
  readonly because: FailureClass;
  /** Milliseconds until it is tried again. */
  readonly forMs: number;
}

/** A probe was answered: attempts are sent to this target again. */
export interface BreakerClosed extends TargetName {
  readonly type: 'breaker-closed';
}

/**
 * A failure that does not heal by itself, such as a bad key or a model that is gone. Told once, until an answer comes.
 */
export interface TargetAlarm extends TargetName {
  readonly type: 'target-alarm';
  readonly class: FailureClass;
  /** The provider's message. */
  readonly message: string;
  readonly status?: number;
}

/**
 * Too many of a rule's requests are not served by the first model of their chain. Told once, until it has recovered.
 */
export interface FallbackAlarm {
  readonly type: 'fallback-alarm';
  readonly policy: string;
  /** Id of the rule; 'default', or null for pinned requests. */
  readonly rule: string | null;
  /** Percent of the requests in the window that the first model did not serve. */
  readonly share: number;
  /** Requests in the window. */
  readonly requests: number;
}

/** The share is back below the threshold. */
export interface FallbackRecovered extends Omit<FallbackAlarm, 'type'> {
  readonly type: 'fallback-recovered';
}

/**
 * The store rejected or was late. Until it recovers, breakers count as closed, and budgets do what their
 * `on_store_failure` says.
 */
export interface StoreFailed {
  readonly type: 'store-failed';
  readonly operation: string;
  readonly error: unknown;
}

/** The store answers again. */
export interface StoreRecovered {
  readonly type: 'store-recovered';
}
