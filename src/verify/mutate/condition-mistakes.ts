import type { Place } from '../../diagnostics/place.js';
import type { Comparison, Condition } from '../../policy/condition.js';
import { describeComparison } from '../../rules/comparison-test.js';
import { stepFrom } from '../../rules/number-step.js';
import type { MutantKind } from './mutant.js';

/** A mistake in a condition: what stands in the place of one of its parts. */
export interface ConditionMistake {
  readonly kind: MutantKind;
  readonly place: Place;
  readonly mistake: string;
  /** The part, by identity: in a table, several rules have the same. */
  readonly part: Condition;
  /** Undefined: the part is gone. */
  readonly replacement: Condition | undefined;
}

/** The mistakes that can be made in a condition: in its comparisons, and by leaving out a part. */
export function conditionMistakes(condition: Condition): readonly ConditionMistake[] {
  // Of conditions that must all hold, one is forgotten, and not all of them.
  return condition.kind === 'all' ? innerMistakes(condition) : partMistakes(condition);
}

function partMistakes(part: Condition): readonly ConditionMistake[] {
  return [dropMistake(part), ...innerMistakes(part)];
}

function innerMistakes(condition: Condition): readonly ConditionMistake[] {
  switch (condition.kind) {
    case 'comparison':
      return [...thresholdMistakes(condition), negateMistake(condition)];
    case 'not':
      return innerMistakes(condition.condition);
    case 'all':
    case 'any':
      return condition.conditions.flatMap((part) =>
        condition.conditions.length === 1 ? innerMistakes(part) : partMistakes(part),
      );
    default:
      return condition satisfies never;
  }
}

type ComparisonCondition = Extract<Condition, { kind: 'comparison' }>;

/** Off by one: each threshold one step down and one step up. */
function thresholdMistakes(part: ComparisonCondition): readonly ConditionMistake[] {
  return shifted(part.comparison).map((comparison) => ({
    kind: 'threshold',
    place: part.place,
    mistake: `${describeComparison(comparison)} instead of ${describeComparison(part.comparison)}`,
    part,
    replacement: { ...part, comparison },
  }));
}

function shifted(comparison: Comparison): readonly Comparison[] {
  switch (comparison.operator) {
    case 'below':
    case 'at_most':
    case 'above':
    case 'at_least':
      return steps(comparison.value).map((value) => ({ ...comparison, value }));
    case 'between': {
      const [low, high] = comparison.value;
      const ranges = [...steps(low).map((each) => [each, high]), ...steps(high).map((each) => [low, each])];
      return ranges.flatMap(([from = low, to = high]) => (from > to ? [] : { ...comparison, value: [from, to] }));
    }
    default:
      return [];
  }
}

function steps(value: number): readonly number[] {
  return [stepFrom(value, -1), stepFrom(value, 1)];
}

function negateMistake(part: ComparisonCondition): ConditionMistake {
  const words = describeComparison(part.comparison);
  const replacement: Condition = { kind: 'not', condition: part, place: part.place };
  return { kind: 'negate', place: part.place, mistake: `not: ${words}`, part, replacement };
}

function dropMistake(part: Condition): ConditionMistake {
  const isUnless = part.kind === 'not' && part.place.pointer.endsWith('/unless');
  const mistake = isUnless ? 'without its unless' : `without: ${describePart(part)}`;
  return { kind: isUnless ? 'unless' : 'drop', place: part.place, mistake, part, replacement: undefined };
}

function describePart(part: Condition): string {
  switch (part.kind) {
    case 'comparison':
      return describeComparison(part.comparison);
    case 'not':
      return `not ${describePart(part.condition)}`;
    case 'all':
    case 'any':
      return `${part.kind} (${part.conditions.map(describePart).join('; ')})`;
    default:
      return part satisfies never;
  }
}
