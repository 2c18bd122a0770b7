import type { Place } from '../diagnostics/place.js';
import type { Comparison, Condition } from '../policy/condition.js';

/**
 * A condition in negation normal form: `not` stands at the leaves only. Since `all` and `any` are monotone, reading an
 * unknown leaf as false makes the whole true exactly when Kleene's logic does, and reading it as true makes the whole
 * false exactly when Kleene's logic does. Parts stand in the order in which they are evaluated.
 */
export type Formula =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Formula[]; readonly cost: number }
  | Leaf;

export interface Leaf {
  readonly kind: 'leaf';
  readonly comparison: Comparison;
  readonly negated: boolean;
  readonly cost: number;
  readonly place: Place;
}

/**
 * Nested `all` in `all` (and `any` in `any`) are flattened, and parts are sorted by the cost of their dearest fact, so
 * that a cheap part settles the matter first, and a bucket, the dearest, is read last in its `all`.
 */
export function formulaOf(condition: Condition, costOf: (fact: string) => number): Formula {
  return normalize(condition, false, costOf);
}

/** The comparisons of a formula, in the order they are evaluated. */
export function leavesOf(formula: Formula): readonly Leaf[] {
  return formula.kind === 'leaf' ? [formula] : formula.parts.flatMap(leavesOf);
}

/** All comparisons that formulas make, by fact. */
export function comparisonsByFact(formulas: Iterable<Formula>): ReadonlyMap<string, readonly Comparison[]> {
  const byFact = new Map<string, Comparison[]>();
  const gather = (formula: Formula): void => {
    if (formula.kind !== 'leaf') {
      for (const part of formula.parts) gather(part);
      return;
    }
    const { comparison } = formula;
    const known = byFact.get(comparison.fact);
    if (known === undefined) byFact.set(comparison.fact, [comparison]);
    else known.push(comparison);
  };
  for (const formula of formulas) gather(formula);
  return byFact;
}

function normalize(condition: Condition, negated: boolean, costOf: (fact: string) => number): Formula {
  switch (condition.kind) {
    case 'comparison': {
      const { comparison, place } = condition;
      return { kind: 'leaf', comparison, negated, cost: costOf(comparison.fact), place };
    }
    case 'not':
      return normalize(condition.condition, !negated, costOf);
    case 'all':
    case 'any': {
      const kind = negated === (condition.kind === 'all') ? 'any' : 'all';
      const parts: Formula[] = [];
      for (const child of condition.conditions) {
        const part = normalize(child, negated, costOf);
        if (part.kind === kind) parts.push(...part.parts);
        else parts.push(part);
      }
      return inOrder(kind, parts);
    }
    default:
      return condition satisfies never;
  }
}

function inOrder(kind: 'all' | 'any', parts: readonly Formula[]): Formula {
  const only = parts[0];
  if (only !== undefined && parts.length === 1) return only;
  const sorted = parts.toSorted((a, b) => a.cost - b.cost);
  return { kind, parts: sorted, cost: sorted.at(-1)?.cost ?? 0 };
}
