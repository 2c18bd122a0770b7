import type { RecoverySettings } from '../plan/execution-plan.js';
import { type FailureClass, failureClasses, failureConsequences } from './failure-class.js';

/** How failures are met: the defaults, with what a policy changes. */
export interface ExecutionSettings {
  readonly retry: RetrySettings;
  readonly fallback: FallbackSettings;
  /** What happens when a stream breaks after content was delivered. */
  readonly onInterrupt: 'fail' | 'restart' | 'continue';
  readonly holdBack: HoldBackSettings;
}

export interface RetrySettings {
  /** Attempts per target, the first included; at least 1. */
  readonly attempts: number;
  readonly on: ReadonlySet<FailureClass>;
  /** A longer Retry-After is not waited for, in milliseconds. */
  readonly maxRetryAfterMs: number;
  /** Exponential with full jitter, in milliseconds. */
  readonly backoff: { readonly fromMs: number; readonly factor: number; readonly maxMs: number };
}

interface FallbackSettings {
  /** Classes after which the next target is tried, in the way the table of failure classes says. */
  readonly on: ReadonlySet<FailureClass>;
}

/** How much of a stream's beginning is held back, so that another target may still replace it. */
export interface HoldBackSettings {
  readonly chunks: number;
  readonly bytes: number;
  readonly ms: number;
}

export const defaultExecutionSettings: ExecutionSettings = {
  retry: {
    attempts: 2,
    on: new Set<FailureClass>(['network', 'overloaded', 'rate_limit']),
    maxRetryAfterMs: 10_000,
    backoff: { fromMs: 250, factor: 2, maxMs: 5_000 },
  },
  fallback: {
    on: new Set(failureClasses.filter((name) => !/never|if_chosen/.test(failureConsequences[name].nextTarget))),
  },
  onInterrupt: 'fail',
  holdBack: { chunks: 64, bytes: 64 * 1024, ms: 2_000 },
};

/** The defaults, with what the policy says of this request laid over them. */
export function settingsFor({ retry, fallback, onInterrupt }: RecoverySettings): ExecutionSettings {
  const defaults = defaultExecutionSettings;
  if (retry === undefined && fallback === undefined && onInterrupt === undefined) return defaults;
  return {
    ...defaults,
    retry: retry === undefined ? defaults.retry : retryOf(retry),
    fallback: fallback === undefined ? defaults.fallback : { on: new Set(fallback.on) },
    onInterrupt: onInterrupt ?? defaults.onInterrupt,
  };
}

function retryOf(retry: NonNullable<RecoverySettings['retry']>): RetrySettings {
  const defaults = defaultExecutionSettings.retry;
  return {
    attempts: retry.attempts ?? defaults.attempts,
    on: retry.on === undefined ? defaults.on : new Set(retry.on),
    maxRetryAfterMs: retry.maxRetryAfterMs ?? defaults.maxRetryAfterMs,
    backoff: backoffOf(retry),
  };
}

/** A bound that the policy states moves the default of the other where they would cross. */
function backoffOf({ backoff = {} }: NonNullable<RecoverySettings['retry']>): RetrySettings['backoff'] {
  const { fromMs, maxMs, factor } = defaultExecutionSettings.retry.backoff;
  return {
    fromMs: backoff.fromMs ?? Math.min(fromMs, backoff.maxMs ?? fromMs),
    factor,
    maxMs: backoff.maxMs ?? Math.max(maxMs, backoff.fromMs ?? maxMs),
  };
}
