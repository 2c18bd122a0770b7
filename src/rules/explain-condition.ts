import type { Place } from '../diagnostics/place.js';
import type { Reading } from '../facts/reading.js';
import type { Condition } from '../policy/condition.js';
import { describeComparison, prepareComparison } from './comparison-test.js';
import type { Formula, Leaf } from './formula.js';
import { thresholdHint } from './threshold-hint.js';
import { conjunction, disjunction, negate, type Truth } from './truth.js';

/** The reading of a fact, or undefined when it was not read. */
export type ReadingOf = (fact: string) => Reading | undefined;

/**
 * The leaf that kept a formula from being true: in an `all` the first part that is not true, in an `any` the first part.
 * Undefined when the formula is true.
 */
export function failingLeaf(formula: Formula, readingOf: ReadingOf): Leaf | undefined {
  if (truthOfFormula(formula, readingOf) === true) return undefined;
  if (formula.kind === 'leaf') return formula;
  for (const part of formula.parts) {
    const leaf = failingLeaf(part, readingOf);
    if (leaf !== undefined) return leaf;
  }
  return undefined;
}

/** A fact that was not read leaves its comparisons unknown, which is right where a formula was settled without it. */
export function truthOfFormula(formula: Formula, readingOf: ReadingOf): Truth {
  if (formula.kind === 'leaf') {
    const reading = readingOf(formula.comparison.fact);
    if (reading === undefined) return undefined;
    const truth = prepareComparison(formula.comparison).truth(reading);
    return formula.negated ? negate(truth) : truth;
  }
  const truths = formula.parts.map((part) => truthOfFormula(part, readingOf));
  return formula.kind === 'all' ? conjunction(truths) : disjunction(truths);
}

/** One line of a condition as it is written, with what it came to. */
export interface ExplainedLine {
  /** Nesting depth, from 0. */
  readonly depth: number;
  /** `all`, `any`, `not`, or a comparison in words. */
  readonly text: string;
  /** undefined: unknown. */
  readonly truth: Truth;
  /** The fact of a comparison, and its reading when it was read. */
  readonly fact?: string;
  readonly reading?: Reading;
  /** How to move a threshold by which the value just misses. */
  readonly hint?: string;
  readonly place: Place;
}

/** A condition line by line, in the order of the file. */
export function explainCondition(condition: Condition, readingOf: ReadingOf): readonly ExplainedLine[] {
  return explain(condition, readingOf, 0);
}

function explain(condition: Condition, readingOf: ReadingOf, depth: number): readonly ExplainedLine[] {
  if (condition.kind === 'comparison') {
    const { comparison, place } = condition;
    const reading = readingOf(comparison.fact);
    const truth = reading === undefined ? undefined : prepareComparison(comparison).truth(reading);
    const hint = thresholdHint(comparison, reading);
    return [
      {
        ...{ depth, text: describeComparison(comparison), truth, fact: comparison.fact, place },
        ...(reading !== undefined && { reading }),
        ...(hint !== undefined && { hint }),
      },
    ];
  }
  const children = condition.kind === 'not' ? [condition.condition] : condition.conditions;
  const lines = children.map((child) => explain(child, readingOf, depth + 1));
  const truths = lines.map((child) => child[0]?.truth);
  const truth =
    condition.kind === 'not' ? negate(truths[0]) : condition.kind === 'all' ? conjunction(truths) : disjunction(truths);
  return [{ depth, text: condition.kind, truth, place: condition.place }, ...lines.flat()];
}
