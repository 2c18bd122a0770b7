import { namespaceRanges } from '../facts/assign-bucket.js';
import { type ArmRange, armRanges, shareOf } from '../facts/bucket-arms.js';
import type { BucketFact } from '../policy/policy-document.generated.js';

export interface ArmMove {
  readonly from: string;
  readonly to: string;
  /** Of all keys, from 0 to 1. */
  readonly share: number;
}

/** A version of an experiment, and the share of keys that its holdout leaves out. */
export interface ArmsVersion {
  readonly bucket: BucketFact;
  readonly heldOut: number;
}

/** Shares below are dust of binary fractions: a key's position has four decimals. */
const tiny = 0.00005;

/**
 * Keys that had an arm and have another now, or none; keys that had none join, and move nowhere. Seed and key are the
 * same in both versions, or the positions of the one say nothing of those of the other.
 */
export function movesBetween(before: ArmsVersion, after: ArmsVersion): readonly ArmMove[] {
  const together = sameHash(before.bucket, after.bucket);
  const letIn = letInBoth(before, after);
  const moves = armRanges(before.bucket).flatMap((range) => {
    const size = range.to - range.from;
    const kept = armRanges(after.bucket).map((other) => ({
      arm: other.arm,
      share: letIn.both * (together ? overlap(range, other) : size * (other.to - other.from)),
    }));
    const assigned = kept.reduce((sum, { share }) => sum + share, 0);
    return [...kept, { arm: 'no arm', share: letIn.before * size - assigned }]
      .filter(({ arm, share }) => arm !== range.arm && share > tiny)
      .map(({ arm, share }) => ({ from: range.arm, to: arm, share }));
  });
  return moves;
}

function sameHash(before: BucketFact, after: BucketFact): boolean {
  return before.seed === after.seed && before.key === after.key;
}

/** The share of keys that namespace and holdout let in before, and of those that they let in before and after. */
function letInBoth(before: ArmsVersion, after: ArmsVersion): { readonly before: number; readonly both: number } {
  const [first, second] = [before.bucket.namespace, after.bucket.namespace];
  const [from, to] = [rangesOf(first), rangesOf(second)];
  const together = first === undefined || second === undefined || sameLine(first, second, before.bucket, after.bucket);
  const inBoth = together ? sumOf(from.flatMap((a) => to.map((b) => overlap(a, b)))) : length(from) * length(to);
  const sameHoldout = JSON.stringify(before.bucket.holdout) === JSON.stringify(after.bucket.holdout);
  const stillThere = sameHoldout ? 1 : 1 - after.heldOut;
  const notHeldOut = 1 - before.heldOut;
  return { before: length(from) * notHeldOut, both: inBoth * notHeldOut * stillThere };
}

type Namespace = NonNullable<BucketFact['namespace']>;
type Range = Pick<ArmRange, 'from' | 'to'>;

/** Whether a key stands at the same place for both. */
function sameLine(a: Namespace, b: Namespace, before: BucketFact, after: BucketFact): boolean {
  const key = (namespace: Namespace, bucket: BucketFact) => namespace.key ?? bucket.key;
  return a.name === b.name && (a.hash_version ?? 2) === (b.hash_version ?? 2) && key(a, before) === key(b, after);
}

function rangesOf(namespace: Namespace | undefined): readonly Range[] {
  if (namespace === undefined) return [{ from: 0, to: 1 }];
  return namespaceRanges(namespace).map(([from, to]) => ({ from: shareOf(from), to: shareOf(to) }));
}

function length(ranges: readonly Range[]): number {
  return sumOf(ranges.map(({ from, to }) => to - from));
}

function overlap(a: Range, b: Range): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
