import type { Condition } from '../../policy/condition.js';
import { describeComparison } from '../../rules/comparison-test.js';

/** A condition in words: `task is code and (words is at least 500 or has_code is true)`. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'comparison':
      return describeComparison(condition.comparison);
    case 'not':
      return condition.condition.kind === 'comparison'
        ? describeComparison(condition.condition.comparison, true)
        : `not (${describeCondition(condition.condition)})`;
    case 'all':
    case 'any': {
      const word = condition.kind === 'all' ? ' and ' : ' or ';
      return condition.conditions.map((part) => nested(part, condition.kind)).join(word);
    }
    default:
      return condition satisfies never;
  }
}

/** In parentheses where `and` and `or` meet. */
function nested(part: Condition, outer: 'all' | 'any'): string {
  const words = describeCondition(part);
  const mixes = (part.kind === 'all' || part.kind === 'any') && part.kind !== outer && part.conditions.length > 1;
  return mixes ? `(${words})` : words;
}
