import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type ArmRange, armRanges } from '../facts/bucket-arms.js';
import type { FactDeclaration, Policy } from '../policy/policy.js';
import type { BucketFact } from '../policy/policy-document.generated.js';
import { isSilenced } from './is-silenced.js';

/**
 * Experiments whose arms are others than in the version before, under the same seed: some keys move from one arm to
 * another, and what was measured of them belongs to both.
 */
export function changedArms(previous: Policy, next: Policy): readonly Diagnostic[] {
  const found = [...next.facts.values()].flatMap((fact) => {
    const before = previous.facts.get(fact.name)?.declaration;
    return before?.from === 'bucket' && fact.declaration.from === 'bucket'
      ? compare(before, fact.declaration, fact)
      : [];
  });
  return found.filter((diagnostic) => !isSilenced(diagnostic, next.files));
}

function compare(before: BucketFact, after: BucketFact, fact: FactDeclaration): readonly Diagnostic[] {
  if (before.seed !== after.seed || before.key !== after.key || sameArms(before, after)) return [];
  const moves = movesBetween(armRanges(before), armRanges(after));
  const all = moves.reduce((sum, { share }) => sum + share, 0);
  if (all === 0) return [];
  const who = moves.map(({ from, to, share }) => `${percent(share)} from ${from} to ${to}`).join(', ');
  return [
    {
      code: 'arms-changed',
      severity: 'warning',
      message: `the arms of "${fact.name}" changed and its seed did not: ${percent(all)} of keys move (${who})`,
      help: 'give it a new seed, so that every key is assigned anew; widening coverage moves nobody between arms',
      place: fact.valuePlaces.get('arms') ?? fact.place,
    },
  ];
}

function sameArms({ arms: before }: BucketFact, { arms: after }: BucketFact): boolean {
  return (
    before.length === after.length &&
    before.every(({ name, percent: share }, index) => name === after[index]?.name && share === after[index].percent)
  );
}

interface Move {
  readonly from: string;
  readonly to: string;
  /** Of all keys. */
  readonly share: number;
}

/** Keys that had an arm and have another now, or none. Keys that had none join, and move nowhere. */
function movesBetween(before: readonly ArmRange[], after: readonly ArmRange[]): readonly Move[] {
  return before.flatMap((range) => {
    const kept = after.map((other) => ({ arm: other.arm, share: overlap(range, other) }));
    const assigned = kept.reduce((sum, { share }) => sum + share, 0);
    return [...kept, { arm: 'no arm', share: range.to - range.from - assigned }]
      .filter(({ arm, share }) => arm !== range.arm && share > tiny)
      .map(({ arm, share }) => ({ from: range.arm, to: arm, share }));
  });
}

/** Shares below are dust of binary fractions: a key's position has four decimals. */
const tiny = 0.00005;

function overlap(a: ArmRange, b: ArmRange): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
