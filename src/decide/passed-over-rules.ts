import { toldValue } from '../facts/reading.js';
import { describeComparison } from '../rules/comparison-test.js';
import { failingLeaf } from '../rules/explain-condition.js';
import type { PassedOver } from './decision.js';
import type { DecisionParts } from './explain-decision.js';
import { positionOf } from './position-of.js';

/** The rules above the one that decided, and what each of them lacked. A pinned model passes over none. */
export function passedOverRules({ tables, choice, readings }: DecisionParts): readonly PassedOver[] {
  if (choice.reason === 'pinned') return [];
  const { compiled } = tables;
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
