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
    const propensity = (coverage / 100) * (percent / 100);
    const range = { arm: name, from, to: from + propensity, propensity };
    from += percent / 100;
    return range;
  });
}
