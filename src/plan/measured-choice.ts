/** How a deployment performs, as this process has seen it lately. */
export interface Measurement {
  /** Average milliseconds to an answer, or to the first content of a stream; undefined when none came yet. */
  readonly latencyMs: number | undefined;
  /** Average share of failures, from 0 to 1. */
  readonly failureShare: number;
  /** Attempts under way. */
  readonly inFlight: number;
  /** Milliseconds since it was last measured. */
  readonly idleMs: number;
}

/** After so many milliseconds without a new measurement, the old one counts for half: what is avoided is tried again. */
const halfLifeMs = 30_000;

/** A key stays with its deployment until that is so many times as bad as the next. */
const muchWorse = 2;

/** What was never used is tried soon, but not by everyone at once. */
const unmeasured: Measurement = { latencyMs: undefined, failureShare: 0, inFlight: 0, idleMs: halfLifeMs };

/** Which of two drawn deployments a request goes to: the one with less to wait for. Like ones keep the drawn order. */
export function preferred(first: Measurement = unmeasured, second: Measurement = unmeasured): 'first' | 'second' {
  const firstCost = waitOf(first, second) * (first.inFlight + 1) * ageOf(first.idleMs);
  const secondCost = waitOf(second, first) * (second.inFlight + 1) * ageOf(second.idleMs);
  return firstCost <= secondCost ? 'first' : 'second';
}

/** Whether a key should leave its deployment. What runs at the moment does not matter: it would come and go. */
export function isMuchWorse(own: Measurement = unmeasured, next: Measurement = unmeasured): boolean {
  return waitOf(own, next) * ageOf(own.idleMs) > waitOf(next, own) * muchWorse;
}

/**
 * The expected milliseconds to an answer; failures weigh more than the time of trying again, since they may reach the
 * caller. One that was never measured is taken to be as fast as the other.
 */
function waitOf({ latencyMs, failureShare }: Measurement, other: Measurement): number {
  const latency = latencyMs ?? other.latencyMs ?? 1;
  return Math.max(1, latency) / Math.max(0.2, 1 - failureShare) ** 2;
}

/** What a measurement of so many milliseconds ago still counts for: from 1 down to 0. */
export function ageOf(idleMs: number): number {
  return 2 ** (-Math.max(0, idleMs) / halfLifeMs);
}
