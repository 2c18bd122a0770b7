import { toldValue } from '../facts/reading.js';
import { describeComparison } from '../rules/comparison-test.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { failingLeaf } from '../rules/explain-condition.js';
import type { FactReadings } from '../rules/fact-readings.js';
import type { Choice } from './choose-outcome.js';
import type { PassedOver } from './decision.js';
import { positionOf } from './position-of.js';

/** The rules above the one that decided, and what each of them lacked. A pinned model passes over none. */
export function passedOverRules({
  compiled,
  choice,
  readings,
}: {
  readonly compiled: CompiledPolicy;
  readonly choice: Choice;
  readonly readings: FactReadings;
}): readonly PassedOver[] {
  if (choice.reason === 'pinned') return [];
  const above = choice.reason === 'rule' ? compiled.rules.slice(0, choice.ruleIndex) : compiled.rules;
  return above.flatMap(({ rule, formula }) => {
    const leaf = failingLeaf(formula, (fact) => readings.get(fact));
    if (leaf === undefined) return [];
    const { fact } = leaf.comparison;
    const reading = readings.get(fact);
    return {
      rule: rule.id,
      at: positionOf(rule.place),
      condition: describeComparison(leaf.comparison, leaf.negated),
      condition_at: positionOf(leaf.place),
      fact,
      ...(reading?.known === true && { saw: toldValue(reading) }),
      ...(reading?.known === false && { unknown: reading.reason }),
    };
  });
}
