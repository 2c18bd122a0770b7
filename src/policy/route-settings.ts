import type {
  EscalationReason,
  FailureClass,
  Params,
  ProviderPreferences,
  Variant,
} from './policy-document.generated.js';

/** Settings of a tier or an outcome that travel with the request. */
export interface RouteSettings {
  readonly params?: Params;
  readonly provider?: ProviderPreferences;
  readonly variant?: Variant;
  readonly timeout?: AttemptTimeout;
  /** Time for the whole request, in milliseconds. */
  readonly deadlineMs?: number;
  readonly retry?: RetrySettings;
  readonly fallback?: FallbackSettings;
  /** What happens when a stream breaks after content was delivered; `fail` when the policy does not say. */
  readonly onInterrupt?: 'fail' | 'restart' | 'continue';
  /** How one of a slot's deployments is chosen; by weight when the policy does not say. */
  readonly balance?: BalanceSettings;
  readonly escalate?: Escalation;
  /** What happens to a parameter that a model does not take; `adapt` when the policy does not say. */
  readonly paramsMode?: 'strict' | 'adapt';
  /** Whether OpenRouter tries the next models of the chain itself; it does not when the policy does not say. */
  readonly nativeFallback?: boolean;
}

/** When an answer is wanting, and where it is asked for again. */
export interface Escalation {
  readonly when: readonly EscalationReason[];
  /** Name of a tier of this policy. */
  readonly to: string;
  /** Name of a function that the service registers, and the time it has. */
  readonly check?: { readonly name: string; readonly timeoutMs: number };
}

export interface BalanceSettings {
  readonly by: 'weight' | 'measured';
  /** Attribute path of a key that keeps its deployment. */
  readonly key?: string;
}

/** Times of one attempt, in milliseconds; what the policy does not say is absent. */
export interface AttemptTimeout {
  /** To the first token of a stream. */
  readonly firstTokenMs?: number;
  /** Between two chunks of a stream. */
  readonly idleMs?: number;
  readonly totalMs?: number;
}

/** When a failed attempt is made again at the same model; what the policy does not say is absent. */
export interface RetrySettings {
  /** Attempts per model, the first included. */
  readonly attempts?: number;
  readonly on?: readonly FailureClass[];
  /** The first and the largest bound of the waits, in milliseconds. */
  readonly backoff?: { readonly fromMs?: number; readonly maxMs?: number };
  /** A longer Retry-After is not waited for, in milliseconds. */
  readonly maxRetryAfterMs?: number;
}

/** Classes of failure after which the next model is tried. */
export interface FallbackSettings {
  readonly on: readonly FailureClass[];
}
