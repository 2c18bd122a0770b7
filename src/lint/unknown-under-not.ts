import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import type { Comparison, Condition } from '../policy/condition.js';
import { canBeUnknown } from '../policy/fact-domain.js';
import type { Policy } from '../policy/policy.js';
import type { Rule } from '../policy/rule.js';
import type { Lint } from './lint.js';

/**
 * A fact that can be unknown and stands under `not`, `unless`, `is_not` or `none_of` in a rule: when it is missing the
 * rule does not match, which is seldom what `not` is read as.
 */
export const unknownUnderNot: Lint = ({ compiled: { policy } }) =>
  policy.rules.flatMap((rule) => {
    if (rule.id.endsWith('.otherwise')) return []; // means: a value that no entry names
    return negatedComparisons(rule.condition, false)
      .filter(({ comparison }) => mayBeUnknown(policy, comparison))
      .map(({ comparison, place }) => finding(rule, comparison, place));
  });

interface PlacedComparison {
  readonly comparison: Comparison;
  readonly place: Place;
}

function negatedComparisons(condition: Condition, negated: boolean): readonly PlacedComparison[] {
  switch (condition.kind) {
    case 'comparison': {
      const { operator } = condition.comparison;
      return negated !== (operator === 'is_not' || operator === 'none_of') ? [condition] : [];
    }
    case 'not':
      return negatedComparisons(condition.condition, !negated);
    case 'all':
    case 'any':
      return condition.conditions.flatMap((child) => negatedComparisons(child, negated));
    default:
      return condition satisfies never;
  }
}

function mayBeUnknown(policy: Policy, { fact, operator }: Comparison): boolean {
  const declaration = policy.facts.get(fact)?.declaration;
  return operator !== 'exists' && declaration !== undefined && canBeUnknown(declaration);
}

function finding(rule: Rule, { fact }: Comparison, place: Place): Diagnostic {
  return {
    code: 'unknown-under-not',
    severity: 'warning',
    message: `fact "${fact}" can be unknown; when it is, rule "${rule.id}" does not match, although a negation reads as if it would`,
    help: `give the fact a default, or add an alternative: any: [{ ${fact}: { exists: false } }, …]`,
    place,
  };
}
