import type { Reading } from '../facts/reading.js';
import type { CompiledPolicy } from './compile-policy.js';
import type { ReadsFacts } from './engine.js';
import { leavesOf } from './formula.js';
import { type Goal, mustBeTrue, mustNotBeTrue } from './goal.js';
import { policyClasses } from './policy-classes.js';
import { ChangeSearch, type SmallestChange } from './smallest-change.js';

/** A rule that would have decided, had the facts been a little different. */
export interface NearRule extends SmallestChange {
  readonly ruleIndex: number;
}

/** What makes the rule at an index decide: it is true, and no rule above it is. The index after the last: the default. */
export function decisiveGoals({ rules }: CompiledPolicy, index: number): readonly Goal[] {
  const rule = rules[index];
  const above = rules.slice(0, index).map(({ formula }) => mustNotBeTrue(formula));
  return rule === undefined ? above : [mustBeTrue(rule.formula), ...above];
}

/** The smallest change of facts with which the rule at an index decides. Undefined when none was found. */
export function changeForRule(
  compiled: CompiledPolicy,
  index: number,
  readings: ReadonlyMap<string, Reading>,
): SmallestChange | undefined {
  return new ChangeSearch(readings, policyClasses(compiled)).find(decisiveGoals(compiled, index));
}

/** The rule that decides after the smallest change of facts; of equally near ones the first. */
export function nearestRule(
  compiled: CompiledPolicy,
  decided: number | undefined,
  readings: ReadonlyMap<string, Reading>,
): NearRule | undefined {
  const search = new ChangeSearch(readings, policyClasses(compiled));
  let nearest: NearRule | undefined;
  compiled.rules.forEach(({ formula }, ruleIndex) => {
    const found = ruleIndex === decided ? undefined : search.find([mustBeTrue(formula)], nearest);
    if (found !== undefined) nearest = { ...found, ruleIndex };
    search.add(mustNotBeTrue(formula));
  });
  return nearest;
}

/** Reads every fact that rules ask about, also those that the decision had no need of. */
export async function readAllFacts(
  { rules }: CompiledPolicy,
  readings: ReadsFacts,
): Promise<ReadonlyMap<string, Reading>> {
  const facts = new Set(rules.flatMap(({ formula }) => leavesOf(formula).map(({ comparison }) => comparison.fact)));
  const entries = [...facts].map(async (fact) => [fact, await readings.read(fact)] as const);
  return new Map(await Promise.all(entries));
}
