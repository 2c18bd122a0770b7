import { groupBy } from '../group-by.js';
import { chiSquaredTest } from '../statistics/chi-squared-test.js';
import { chiSquaredTail } from '../statistics/distributions.js';
import type { ArmEntry } from './experiment-data.js';

/** Whether the units are spread over the arms as the policy says. */
export interface SampleRatio {
  readonly statistic: number;
  readonly degrees: number;
  readonly p: number;
  /** Below 0.001: something other than chance decides who is counted where. */
  readonly mismatch: boolean;
  readonly arms: readonly { readonly arm: string; readonly units: number; readonly expected: number }[];
}

/** At this level one sound experiment in a thousand is suspected. */
export const mismatchLevel = 0.001;

/**
 * Pearson's test of each arm's units against the propensities that the exposures carry. Shares that change with the
 * policy are tested within each of its versions, and the statistics added up. `declared` are the shares of the policy at
 * hand, which know of arms that no unit was seen in. Undefined with a single arm.
 */
export function checkSampleRatio(
  entries: readonly ArmEntry[],
  declared: ReadonlyMap<string, number> = new Map(),
): SampleRatio | undefined {
  const tests = groupsOf(entries, declared).map(testGroup);
  const degrees = sumOf(tests, (test) => test.degrees);
  if (degrees === 0) return undefined;
  const statistic = sumOf(tests, (test) => test.statistic);
  const p = Number.isFinite(statistic) ? chiSquaredTail(statistic, degrees) : 0;
  const expectations = tests.flatMap(({ arms }) => arms);
  const arms = [...groupBy(expectations, ({ arm }) => arm)].map(([arm, parts]) => ({
    arm,
    units: sumOf(parts, ({ units }) => units),
    expected: sumOf(parts, ({ expected }) => expected),
  }));
  return { statistic, degrees, p, mismatch: p < mismatchLevel, arms };
}

function testGroup({ arms }: ShareGroup): Pick<SampleRatio, 'statistic' | 'degrees' | 'arms'> {
  const entries = [...arms].map(([arm, entry]) => ({ arm, ...entry }));
  const total = sumOf(entries, ({ units }) => units);
  const share = sumOf(entries, ({ propensity }) => propensity);
  const test = chiSquaredTest(
    entries.map(({ units }) => units),
    entries.map(({ propensity }) => propensity),
  );
  return {
    statistic: test?.statistic ?? 0,
    degrees: test?.degrees ?? 0,
    arms: entries.map(({ arm, units, propensity }) => ({ arm, units, expected: (total * propensity) / share })),
  };
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

interface ShareGroup {
  readonly arms: Map<string, { readonly propensity: number; units: number }>;
}

/**
 * Entries under one set of shares. Versions of a policy that agree on the shares of the arms they have in common stand
 * together; the declared shares come first, so that an arm that was never seen is missed.
 */
function groupsOf(entries: readonly ArmEntry[], declared: ReadonlyMap<string, number>): readonly ShareGroup[] {
  const groups: ShareGroup[] = declared.size > 0 ? [groupOf(declared)] : [];
  for (const version of versionsOf(entries)) {
    const shares = new Map(version.map(({ arm, propensity }) => [arm, propensity]));
    const known = groups.find(({ arms }) => agrees(arms, shares));
    const group = known ?? groupOf(shares);
    if (known === undefined) groups.push(group);
    for (const { arm, propensity, units } of version) {
      const seen = group.arms.get(arm) ?? { propensity, units: 0 };
      group.arms.set(arm, { propensity, units: seen.units + units });
    }
  }
  return groups;
}

function groupOf(shares: ReadonlyMap<string, number>): ShareGroup {
  const arms = [...shares].filter(([, propensity]) => propensity > 0);
  return { arms: new Map(arms.map(([arm, propensity]) => [arm, { propensity, units: 0 }])) };
}

/** Each version's entries, the one with the most arms first. */
function versionsOf(entries: readonly ArmEntry[]): readonly (readonly ArmEntry[])[] {
  const versions = groupBy(entries, ({ version }) => version);
  return [...versions.values()].sort((left, right) => right.length - left.length);
}

function agrees(arms: ShareGroup['arms'], shares: ReadonlyMap<string, number>): boolean {
  return [...shares].every(([arm, propensity]) => {
    const known = arms.get(arm);
    return known === undefined || Math.abs(known.propensity - propensity) < 1e-9;
  });
}
