import type { BucketFact } from '../policy/policy-document.generated.js';

/** The part of the line from 0 to 1 that an arm takes. */
export interface ArmRange {
  readonly arm: string;
  readonly from: number;
  /** Not included. */
  readonly to: number;
  /** Probability of this arm for a random key: coverage times share. */
  readonly propensity: number;
}

/**
 * Consecutive ranges in the arms' order, each narrowed at its end by the coverage, so that widening the coverage moves
 * nobody between arms. Source: getBucketRanges in https://docs.growthbook.io/lib/build-your-own
 */
export function armRanges({ arms, coverage = 100 }: Pick<BucketFact, 'arms' | 'coverage'>): readonly ArmRange[] {
  let from = 0;
  return arms.map(({ name, percent }) => {
    const share = shareOf(percent);
    const propensity = shareOf(coverage) * share;
    const range = { arm: name, from, to: from + propensity, propensity };
    from += share;
    return range;
  });
}

/**
 * Percent as the share that a person would write for it: 33.33 as 0.3333, where dividing by 100 may give the number
 * beside it, and the key that stands exactly there another arm than GrowthBook's.
 */
export function shareOf(percent: number): number {
  const digits = String(percent);
  return digits.includes('e') ? percent / 100 : Number(`${digits}e-2`);
}
