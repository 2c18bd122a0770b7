import type { Comparison } from '../../policy/condition.js';
import type { FactDomain } from '../../policy/fact-domain.js';
import { prepareComparison } from '../../rules/comparison-test.js';
import { comparisonThresholds } from '../../rules/comparison-thresholds.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { comparisonsByFact } from '../../rules/formula.js';

/** A place at a threshold: the values that stand there, as comparisons that hold for them. */
export interface Boundary {
  readonly threshold: number;
  readonly within: readonly Comparison[];
  /** In words. */
  readonly what: string;
}

type NumberDomain = FactDomain & { readonly type: 'number' };

/**
 * Around each threshold of a comparison: just below, the value itself, and just above, as far as the fact can be there.
 * Of whole numbers those are the neighbours; of others any value between the threshold and the fact's next one.
 */
export function boundariesOf(comparison: Comparison, compiled: CompiledPolicy): readonly Boundary[] {
  const domain = compiled.policy.facts.get(comparison.fact)?.domain;
  if (domain?.type !== 'number') return [];
  return comparisonThresholds(comparison).flatMap((threshold) =>
    around(threshold, comparison, domain, compiled).filter(({ within }) => isPossible(within, domain)),
  );
}

function around(
  threshold: number,
  comparison: Comparison,
  domain: NumberDomain,
  compiled: CompiledPolicy,
): readonly Boundary[] {
  const { fact } = comparison;
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
  const [previous, next] = neighbours(threshold, fact, compiled);
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

/** The fact's thresholds next to one of them. */
function neighbours(
  threshold: number,
  fact: string,
  { rules, constraints }: CompiledPolicy,
): readonly [number | undefined, number | undefined] {
  const formulas = [...rules, ...constraints].map(({ formula }) => formula);
  const thresholds = (comparisonsByFact(formulas).get(fact) ?? []).flatMap(comparisonThresholds);
  const below = thresholds.filter((each) => each < threshold);
  const above = thresholds.filter((each) => each > threshold);
  return [below.length === 0 ? undefined : Math.max(...below), above.length === 0 ? undefined : Math.min(...above)];
}

function isPossible(within: readonly Comparison[], domain: NumberDomain): boolean {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = domain;
  const [exact] = within;
  if (exact?.operator === 'is') return Number(exact.value) >= minimum && Number(exact.value) <= maximum;
  const holds = (value: number): boolean =>
    within.every((comparison) => prepareComparison(comparison).truth({ known: true, value }) === true);
  return domain.open || domain.values === undefined || domain.values.some(holds);
}
