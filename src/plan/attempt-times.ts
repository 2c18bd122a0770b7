import type { AttemptTimeout } from '../policy/route-settings.js';
import type { PlannedTarget } from './execution-plan.js';

const defaultTimes = { firstTokenMs: 30_000, idleMs: 30_000, totalMs: 120_000 } as const;

/** A model that reasons may be silent for all of an attempt's default time. */
const reasoningFirstTokenMs = 120_000;

/**
 * Times of one attempt: what the policy says, else the defaults. A total that the policy states bounds the other
 * defaults; one that it does not state makes room for what it says of the others.
 */
export function attemptTimes(
  { firstTokenMs, idleMs, totalMs }: AttemptTimeout,
  reasons: boolean,
): Pick<PlannedTarget, 'firstTokenMs' | 'idleMs' | 'timeoutMs'> {
  const timeoutMs = totalMs ?? Math.max(defaultTimes.totalMs, firstTokenMs ?? 0, idleMs ?? 0);
  const patience = reasons ? reasoningFirstTokenMs : defaultTimes.firstTokenMs;
  return {
    firstTokenMs: Math.min(firstTokenMs ?? patience, timeoutMs),
    idleMs: Math.min(idleMs ?? defaultTimes.idleMs, timeoutMs),
    timeoutMs,
  };
}
