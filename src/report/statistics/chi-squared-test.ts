import { chiSquaredTail } from './distributions.js';

/** Pearson's test of counts against the shares they should have. */
export interface ChiSquaredTest {
  readonly statistic: number;
  readonly degrees: number;
  /** How likely counts at least this far off are when the shares hold. */
  readonly p: number;
}

/**
 * `weights` are relative: only their proportions count. A count whose weight is 0 must be 0, else p is 0.
 * Undefined where there is nothing to test: fewer than two weights above 0, or no observation.
 */
export function chiSquaredTest(counts: readonly number[], weights: readonly number[]): ChiSquaredTest | undefined {
  const total = sum(counts);
  const weight = sum(weights);
  const degrees = weights.filter((share) => share > 0).length - 1;
  if (degrees < 1 || total === 0) return undefined;
  const statistic = sum(counts.map((count, index) => term(count, (total * (weights[index] ?? 0)) / weight)));
  return { statistic, degrees, p: statistic === Number.POSITIVE_INFINITY ? 0 : chiSquaredTail(statistic, degrees) };
}

function term(observed: number, expected: number): number {
  if (expected > 0) return (observed - expected) ** 2 / expected;
  return observed === 0 ? 0 : Number.POSITIVE_INFINITY;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
