import type { Place } from '../diagnostics/place.js';
import type { Comparison, Condition } from '../policy/condition.js';
import type { Policy } from '../policy/policy.js';
import { comparisonThresholds } from '../rules/comparison-thresholds.js';

/** A number that a policy's rules hold a fact against. */
export interface PolicyThreshold {
  readonly fact: string;
  readonly value: number;
  /** Where it stands, in the order of the rules. */
  readonly places: readonly Place[];
}

/** The thresholds of rules; those of constraints are not for tuning. */
export function thresholdsOf(policy: Policy, fact?: string): readonly PolicyThreshold[] {
  const found = new Map<string, { readonly fact: string; readonly value: number; readonly places: Place[] }>();
  for (const { comparison, place } of policy.rules.flatMap(({ condition }) => comparisonsOf(condition))) {
    if (fact !== undefined && comparison.fact !== fact) continue;
    for (const value of comparisonThresholds(comparison)) {
      const id = `${comparison.fact} ${value}`;
      const threshold = found.get(id) ?? { fact: comparison.fact, value, places: [] };
      found.set(id, threshold);
      if (!threshold.places.some((known) => isSame(known, place))) threshold.places.push(place);
    }
  }
  return [...found.values()];
}

function comparisonsOf(condition: Condition): readonly { readonly comparison: Comparison; readonly place: Place }[] {
  if (condition.kind === 'comparison') return [condition];
  return (condition.kind === 'not' ? [condition.condition] : condition.conditions).flatMap(comparisonsOf);
}

/** The policy with another number in a threshold's place, everywhere in its rules. Ids and places stay as they are. */
export function withThreshold(policy: Policy, { fact, value: from }: PolicyThreshold, to: number): Policy {
  const replace = (value: number): number => (value === from ? to : value);
  const inComparison = (comparison: Comparison): Comparison => {
    if (comparison.fact !== fact) return comparison;
    switch (comparison.operator) {
      case 'below':
      case 'at_most':
      case 'above':
      case 'at_least':
        return { ...comparison, value: replace(comparison.value) };
      case 'between': {
        const [low, high] = comparison.value;
        return { ...comparison, value: [replace(low), replace(high)] };
      }
      default:
        return comparison;
    }
  };
  const inCondition = (condition: Condition): Condition => {
    switch (condition.kind) {
      case 'comparison':
        return { ...condition, comparison: inComparison(condition.comparison) };
      case 'not':
        return { ...condition, condition: inCondition(condition.condition) };
      case 'all':
      case 'any':
        return { ...condition, conditions: condition.conditions.map(inCondition) };
      default:
        return condition satisfies never;
    }
  };
  return { ...policy, rules: policy.rules.map((rule) => ({ ...rule, condition: inCondition(rule.condition) })) };
}

function isSame(left: Place, right: Place): boolean {
  return left.file === right.file && left.line === right.line && left.column === right.column;
}
