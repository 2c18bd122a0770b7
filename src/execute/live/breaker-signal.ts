import { type FailureClass, failureConsequences } from '../failure-class.js';

/** What an attempt tells the breaker of its target. */
export type BreakerSignal =
  | { readonly kind: 'success' }
  /** Counts towards the share of failures. A Retry-After is the least time that the breaker opens for. */
  | { readonly kind: 'failure'; readonly retryAfterMs?: number | undefined }
  /** Opens at once: the next attempt would fail as well. */
  | { readonly kind: 'opens'; readonly retryAfterMs?: number | undefined }
  /** Opens at once, for as long as the provider asks for. */
  | { readonly kind: 'opens_for'; readonly ms: number }
  /** Says nothing of the target; a probe is given back. */
  | { readonly kind: 'nothing' };

const success: BreakerSignal = { kind: 'success' };
const nothing: BreakerSignal = { kind: 'nothing' };

/** The signal that the table of failure classes gives an outcome. A rate limit without a time to wait only counts. */
export function breakerSignalOf(outcome: 'ok' | FailureClass, retryAfterMs?: number): BreakerSignal {
  if (outcome === 'ok') return success;
  const { breaker } = failureConsequences[outcome];
  switch (breaker) {
    case 'ignores':
      return nothing;
    case 'counts':
      return { kind: 'failure', retryAfterMs };
    case 'opens':
      return { kind: 'opens', retryAfterMs };
    case 'opens_for_retry_after':
      return retryAfterMs ? { kind: 'opens_for', ms: retryAfterMs } : { kind: 'failure' };
    default:
      return breaker satisfies never;
  }
}
