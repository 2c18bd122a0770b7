import type { Place } from '../diagnostics/place.js';
import type { Reading } from '../facts/reading.js';
import type { Comparison, Condition } from '../policy/condition.js';
import type { FactValue } from '../policy/fact-domain.js';
import { changeForRule } from '../rules/change-for-rule.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { explainCondition } from '../rules/explain-condition.js';
import { mustBeTrue } from '../rules/goal.js';
import { policyClasses } from '../rules/policy-classes.js';
import { ChangeSearch, type FactChange as ReadingChange } from '../rules/smallest-change.js';

/** Another value for a fact, as a case can give it; null for unknown. */
export interface FactChange {
  readonly fact: string;
  readonly to: FactValue | null;
}

/** A change with which a comparison would come out as it should. */
export interface ComparisonChange extends FactChange {
  /** Where the comparison stands. */
  readonly place: Place;
}

/** The smallest change with which a rule would decide. Undefined when none was found. */
export function changeToDecide(
  compiled: CompiledPolicy,
  ruleIndex: number,
  readings: ReadonlyMap<string, Reading>,
): readonly FactChange[] | undefined {
  return changeForRule(compiled, ruleIndex, readings)?.changes.map(asGiven);
}

/** The smallest change that would satisfy the first comparison, in the order of the file, that keeps a condition from holding. */
export function firstChange(
  condition: Condition,
  compiled: CompiledPolicy,
  readings: ReadonlyMap<string, Reading>,
): ComparisonChange | undefined {
  const failing = firstFailing(condition, true, readings);
  if (failing === undefined) return undefined;
  const { comparison, wanted, place } = failing;
  const goal = mustBeTrue({ kind: 'leaf', comparison, negated: !wanted, cost: 0, place });
  const classes = policyClasses(compiled).get(comparison.fact);
  if (classes === undefined) return undefined;
  const search = new ChangeSearch(readings, new Map([[comparison.fact, classes]]));
  const [change] = search.find([goal])?.changes ?? [];
  return change && { ...asGiven(change), place };
}

function asGiven({ fact, to }: ReadingChange): FactChange {
  return { fact, to: to.known ? to.value : null };
}

interface Failing {
  readonly comparison: Comparison;
  readonly wanted: boolean;
  readonly place: Place;
}

function firstFailing(
  condition: Condition,
  wanted: boolean,
  readings: ReadonlyMap<string, Reading>,
): Failing | undefined {
  if (explainCondition(condition, (fact) => readings.get(fact))[0]?.truth === wanted) return undefined;
  if (condition.kind === 'comparison') return { comparison: condition.comparison, wanted, place: condition.place };
  if (condition.kind === 'not') return firstFailing(condition.condition, !wanted, readings);
  for (const child of condition.conditions) {
    const failing = firstFailing(child, wanted, readings);
    if (failing !== undefined) return failing;
  }
  return undefined;
}
