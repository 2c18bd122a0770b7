import { type ChiSquaredTest, chiSquaredTest } from '../../report/statistics/chi-squared-test.js';
import type { BucketTally } from './assigned-key.js';
import type { Experiment } from './experiment-of.js';

/** A distribution that a right assignment gives once in a thousand times is called wrong. */
const alpha = 0.001;

export interface BucketAssessment {
  readonly experiment: string;
  /** Keys that could be assigned. */
  readonly keys: number;
  /** Keys that were missing, which are never assigned. */
  readonly missing: number;
  /** The arms, and last what takes no part. */
  readonly arms: readonly { readonly arm: string | null; readonly keys: number; readonly expected: number }[];
  /** Absent when there is nothing to test, as for one arm at full coverage. */
  readonly test?: ChiSquaredTest;
  readonly verdict: 'as expected' | 'not as expected' | 'nothing to test';
}

/** Compares where keys went with the shares that the policy gives. */
export function assessBuckets({ name, expected }: Experiment, tally: BucketTally): BucketAssessment {
  const inArms = [...expected.values()].reduce((sum, share) => sum + share, 0);
  const rest = Math.max(0, Number((1 - inArms).toPrecision(10)));
  const shares = [...[...expected].map(([arm, share]) => [arm, share] as const), [null, rest] as const];
  const arms = shares.map(([arm, share]) => ({
    arm,
    keys: arm === null ? tally.leftOut : (tally.arms.get(arm) ?? 0),
    expected: share,
  }));
  const test = chiSquaredTest(
    arms.map(({ keys }) => keys),
    arms.map((each) => each.expected),
  );
  const verdict = test === undefined ? 'nothing to test' : test.p < alpha ? 'not as expected' : 'as expected';
  return { experiment: name, keys: tally.keys, missing: tally.missing, arms, ...(test && { test }), verdict };
}
