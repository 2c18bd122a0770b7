import type { Comparison } from '../../policy/condition.js';
import type { FactDomain } from '../../policy/fact-domain.js';
import { truthOfComparison } from '../../rules/comparison-test.js';
import { comparisonThresholds } from '../../rules/comparison-thresholds.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { comparisonsByFact } from '../../rules/formula.js';
import { countBelow } from './count-below.js';

/** A place at a threshold: the values that stand there, as comparisons that hold for them. */
export interface Boundary {
  readonly threshold: number;
  readonly within: readonly Comparison[];
  /** In words. */
  readonly what: string;
}

type NumberDomain = FactDomain & { readonly type: 'number' };

/** The boundaries of a comparison. */
export type BoundariesOf = (comparison: Comparison) => readonly Boundary[];

/**
 * Around each threshold of a comparison: just below, the value itself, and just above, as far as the fact can be there.
 * Of whole numbers those are the neighbours; of others any value between the threshold and the fact's next one.
 */
export function createBoundaries(compiled: CompiledPolicy): BoundariesOf {
  const thresholds = thresholdsByFact(compiled);
  return (comparison) => {
    const domain = compiled.policy.facts.get(comparison.fact)?.domain;
    if (domain?.type !== 'number') return [];
    const others = thresholds.get(comparison.fact) ?? [];
    return comparisonThresholds(comparison).flatMap((threshold) =>
      around(threshold, comparison, domain, others).filter(({ within }) => isPossible(within, domain)),
    );
  };
}

/** Every threshold of each fact once, ascending. */
function thresholdsByFact({ rules, constraints }: CompiledPolicy): ReadonlyMap<string, readonly number[]> {
  const formulas = [...rules, ...constraints].map(({ formula }) => formula);
  return new Map(
    [...comparisonsByFact(formulas)].map(([fact, comparisons]) => {
      const thresholds = new Set(comparisons.flatMap(comparisonThresholds));
      return [fact, [...thresholds].sort((a, b) => a - b)] as const;
    }),
  );
}

function around(
  threshold: number,
  { fact }: Comparison,
  domain: NumberDomain,
  thresholds: readonly number[],
): readonly Boundary[] {
  const boundary = (words: string, ...within: readonly Comparison[]): Boundary => ({
    threshold,
    within,
    what: `${fact} ${words}`,
  });
  const at = boundary(`${threshold}`, { fact, operator: 'is', value: threshold });
  if (domain.integer) {
    const [below, above] = [Math.ceil(threshold) - 1, Math.floor(threshold) + 1];
    return [
      boundary(`${below}, just below ${threshold}`, { fact, operator: 'is', value: below }),
      ...(Number.isInteger(threshold) ? [at] : []),
      boundary(`${above}, just above ${threshold}`, { fact, operator: 'is', value: above }),
    ];
  }
  const place = countBelow(threshold, thresholds);
  const [previous, next] = [thresholds[place - 1], thresholds[place + 1]];
  return [
    boundary(
      `just below ${threshold}`,
      { fact, operator: 'below', value: threshold },
      ...(previous === undefined ? [] : [{ fact, operator: 'above', value: previous } as const]),
    ),
    at,
    boundary(
      `just above ${threshold}`,
      { fact, operator: 'above', value: threshold },
      ...(next === undefined ? [] : [{ fact, operator: 'below', value: next } as const]),
    ),
  ];
}

function isPossible(within: readonly Comparison[], domain: NumberDomain): boolean {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = domain;
  const [exact] = within;
  if (exact?.operator === 'is') return Number(exact.value) >= minimum && Number(exact.value) <= maximum;
  const holds = (value: number): boolean =>
    within.every((comparison) => truthOfComparison(comparison, { known: true, value }) === true);
  return domain.open || domain.values === undefined || domain.values.some(holds);
}
