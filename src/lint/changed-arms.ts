import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { armRanges } from '../facts/bucket-arms.js';
import type { FactDeclaration } from '../policy/fact-declaration.js';
import { domainOf } from '../policy/fact-domain.js';
import type { Policy } from '../policy/policy.js';
import type { BucketFact } from '../policy/policy-document.generated.js';
import { type ArmMove, type ArmsVersion, movesBetween } from './arm-moves.js';
import { isSilenced } from './is-silenced.js';

/**
 * Experiments and rollouts that were edited in flight: some keys move from one arm to another, or out, and what was
 * measured of them belongs to both.
 */
export function changedArms(previous: Policy, next: Policy): readonly Diagnostic[] {
  const ofFacts = [...next.facts.values()].flatMap((fact) => {
    const before = versionOf(previous, fact.name);
    const after = versionOf(next, fact.name);
    return before === undefined || after === undefined ? [] : compare(before, after, fact);
  });
  const found = [...compareRollouts(previous, next), ...ofFacts];
  return found.filter((diagnostic) => !isSilenced(diagnostic, next.files));
}

/** The rollout of the whole policy, which no fact declares. */
function compareRollouts({ rollout: before }: Policy, { rollout: after, name }: Policy): readonly Diagnostic[] {
  if (before === undefined || after === undefined) return [];
  const { bucket, percent, place } = after;
  const fact: FactDeclaration = {
    name: 'rollout',
    declaration: bucket,
    domain: domainOf(bucket),
    place,
    valuePlaces: new Map(),
    rollout: { rule: name, percent },
  };
  return compare({ bucket: before.bucket, heldOut: 0 }, { bucket, heldOut: 0 }, fact);
}

function versionOf({ facts }: Policy, name: string): ArmsVersion | undefined {
  const bucket = facts.get(name)?.declaration;
  if (bucket?.from !== 'bucket') return undefined;
  const holdout = facts.get(bucket.holdout?.fact ?? '')?.declaration;
  const held =
    holdout?.from === 'bucket' ? armRanges(holdout).find(({ arm }) => arm === bucket.holdout?.arm) : undefined;
  return { bucket, heldOut: held?.propensity ?? 0 };
}

/** What moves keys, in the order in which it is told. */
const parts = ['key', 'arms', 'coverage', 'namespace', 'holdout'] as const;

function compare(before: ArmsVersion, after: ArmsVersion, fact: FactDeclaration): readonly Diagnostic[] {
  const changed = parts.filter((part) => !isDeepStrictEqual(before.bucket[part], after.bucket[part]));
  if (before.bucket.seed !== after.bucket.seed) {
    // A new seed is the way to change an experiment; by itself it only moves people.
    return changed.length > 0 && fact.rollout === undefined ? [] : warn('seed', movesBetween(before, after), fact);
  }
  const [first] = changed;
  if (first === undefined || staysByStore(before.bucket, after.bucket)) return [];
  const moves = movesBetween(before, after).filter(({ from }) => fact.rollout === undefined || from === 'new');
  return warn(first, moves, fact, changed);
}

/** Whether the store keeps every key in the arm that it was in. */
function staysByStore(before: BucketFact, after: BucketFact): boolean {
  const arms = new Set(after.arms.map(({ name }) => name));
  const isKept = before.arms.every(({ name, percent }) => percent === 0 || arms.has(name));
  return Boolean(before.sticky) && isDeepStrictEqual(before.sticky, after.sticky) && before.key === after.key && isKept;
}

function warn(
  first: (typeof parts)[number] | 'seed',
  moves: readonly ArmMove[],
  fact: FactDeclaration,
  changed: readonly string[] = [first],
): readonly Diagnostic[] {
  const all = moves.reduce((sum, { share }) => sum + share, 0);
  if (all === 0) return [];
  const who = moves.map(({ from, to, share }) => `${percent(share)} from ${from} to ${to}`).join(', ');
  return [
    {
      code: 'arms-changed',
      severity: 'warning',
      message: `${what(first, fact, changed)}: ${percent(all)} of keys move (${who})`,
      help: helpFor(first, fact),
      place: fact.valuePlaces.get(first) ?? fact.valuePlaces.get('percent') ?? fact.place,
    },
  ];
}

function what(first: string, { name, rollout }: FactDeclaration, changed: readonly string[]): string {
  if (rollout !== undefined) {
    return first === 'arms'
      ? `the rollout of "${rollout.rule}" was narrowed`
      : `the ${first} of the rollout of "${rollout.rule}" changed`;
  }
  return first === 'seed'
    ? `the seed of "${name}" changed and nothing else`
    : `the ${changed.join(' and ')} of "${name}" changed and its seed did not`;
}

function helpFor(first: string, { rollout }: FactDeclaration): string {
  if (rollout !== undefined) return 'keys that had it lose it; raising `percent` alone moves nobody out';
  if (first === 'seed') return 'do not count what was measured before, or put the seed back';
  return 'give it a new seed, so that every key is assigned anew; widening coverage moves nobody between arms';
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
