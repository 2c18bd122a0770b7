import type { Decision } from '../decide/decision.js';
import type { BalancedSlot } from '../plan/balance-candidates.js';
import type { NotApplied, ParameterChange } from '../plan/execution-plan.js';
import type { EscalationReason } from '../policy/policy-document.generated.js';
import type { Cost } from '../usage/cost.js';
import type { Usage } from '../usage/usage.js';
import type { FailureClass } from './failure-class.js';
import type { StreamSeam } from './stream-seam.js';

/** Why an answer is what it is: the decision, all that was tried, and what it cost. Not enumerable on a completion. */
export interface RoutingReport {
  readonly decision: Decision;
  readonly attempts: readonly Attempt[];
  /** Index into attempts of the one that answered; null while running or when none did. */
  readonly served_by: number | null;
  /** Usage of the attempt that answered; undefined when the provider did not say. */
  readonly usage?: Usage;
  /** Cost of all attempts together, in USD; undefined when any of them is unknown. */
  readonly cost?: Cost;
  /** In which order the deployments of a slot were put, and why; absent when no slot of the chain has several. */
  readonly balanced?: readonly BalancedSlot[];
  /** Models that were not tried because they are known to fail at the moment; absent when there were none. */
  readonly skipped?: readonly SkippedTarget[];
  /** What somebody should look at; absent when there is nothing. */
  readonly warnings?: readonly RoutingWarning[];
  /** Where the stream went on with another model after content was delivered, in order; absent when it never did. */
  readonly seams?: readonly StreamSeam[];
  /** Answers that were asked for again elsewhere, in order; absent when there were none. */
  readonly escalations?: readonly EscalationRecord[];
  /** Settings of the policy that could not be followed for this request; absent when all were. */
  readonly not_applied?: readonly NotApplied[];
  /** Its caller, or the reader of its stream, ended the request before it had an answer; absent otherwise. */
  readonly cancelled?: true;
  /** What a budget made of the request; absent when none did anything. */
  readonly degraded?: DegradedRequest;
  /** Milliseconds from the call to the end of the answer. */
  readonly duration_ms: number;
}

/** An answer that was discarded because the policy finds it wanting, and what became of asking again. */
export interface EscalationRecord {
  /** Index into attempts of the answer that was wanting. */
  readonly attempt: number;
  readonly because: EscalationReason;
  /** More about it, in words. */
  readonly detail?: string;
  /** Name of the tier that was asked. */
  readonly to: string;
  /** Index into attempts of its answer; null when none of its models answered, so that the wanting one stands. */
  readonly answered: number | null;
}

/** A request that exceeded a budget and was tried at a cheaper tier, or with a smaller limit, instead. */
export interface DegradedRequest {
  /** Name of the budget. */
  readonly budget: string;
  /** Name of the tier. */
  readonly tier?: string;
  readonly max_tokens?: number;
}

/** A target whose breaker held an attempt back. */
export interface SkippedTarget {
  /** Name of the model slot. */
  readonly slot: string;
  /** The model id as it would have been sent. */
  readonly model: string;
  readonly endpoint: string;
  readonly because: 'breaker-open';
  /** When: milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds until it is tried again; 0 while one request tries it. */
  readonly due_in_ms: number;
}

/** Something about the request that somebody should look at, though it was answered. */
export interface RoutingWarning {
  /**
   * fallback-rate: this request, like too many of its rule, was not served by the first model of its chain.
   * breakers-open: every model of the chain is failing, and one was tried nevertheless.
   */
  readonly code: 'fallback-rate' | 'breakers-open';
  readonly message: string;
}

/** One request to one endpoint, and how it ended. */
export interface Attempt {
  /** Name of the model slot. */
  readonly slot: string;
  /** The model id as sent. */
  readonly model: string;
  readonly endpoint: string;
  /** 'ok', or the class of the failure. The one that answered is ok, or content_filter when the answer was filtered. */
  readonly outcome: 'ok' | FailureClass;
  /** Name of the model slot that answered, when its endpoint fell back to it by itself. */
  readonly served_slot?: string;
  /** The model that the answer names, when it is not the id as sent. */
  readonly served_model?: string;
  /** HTTP status, when there was one. */
  readonly status?: number;
  /** The provider's error message, when it failed. */
  readonly error?: string;
  /** How long the provider asked to wait. */
  readonly retry_after_ms?: number;
  /** When it started: milliseconds since the epoch. */
  readonly started_at: number;
  readonly duration_ms: number;
  /** Milliseconds to the first content; undefined when none came or the answer was not streamed. */
  readonly first_token_ms?: number;
  readonly finish_reason?: string;
  readonly usage?: Usage;
  readonly cost?: Cost;
  readonly changes: readonly ParameterChange[];
  /** The provider's id for the response or request. */
  readonly response_id?: string;
  readonly request_id?: string;
  /** OpenRouter's account of how it routed the request, as it came; its shape is not stable. */
  readonly router_metadata?: object;
}
