import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { isSilenced } from '../../lint/is-silenced.js';
import { describeComparison } from '../../rules/comparison-test.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { CaseResult } from '../fixture-result.js';
import type { CoverageItem } from './coverage-item.js';
import { coverageItems } from './coverage-items.js';
import { OpenItems } from './open-items.js';

/** Thresholds at which no case stands, nor next to them: off by one, they would decide all cases the same. */
export function untestedThresholds(
  compiled: CompiledPolicy,
  results: readonly Pick<CaseResult, 'decision' | 'execution'>[],
): readonly Diagnostic[] {
  const boundaries = coverageItems(compiled).filter((item) => item.kind === 'boundaries');
  const open = new OpenItems(boundaries, compiled);
  for (const result of results) open.take(result);
  const touched = new Set(boundaries.filter((item) => !open.left.has(item)).map(thresholdKey));
  const found = new Map<string, Diagnostic>();
  for (const item of boundaries) {
    const key = thresholdKey(item);
    if (!touched.has(key) && !found.has(key)) found.set(key, finding(item));
  }
  return [...found.values()].filter((diagnostic) => !isSilenced(diagnostic, compiled.policy.files));
}

type Boundary = Extract<CoverageItem, { kind: 'boundaries' }>;

function thresholdKey({ place, threshold, uses }: Boundary): string {
  return JSON.stringify([place.file, place.pointer, uses[0]?.leaf.comparison, threshold]);
}

function finding({ place, threshold, uses }: Boundary): Diagnostic {
  const comparison = uses[0]?.leaf.comparison;
  const words = comparison === undefined ? String(threshold) : describeComparison(comparison);
  return {
    code: 'untested-threshold',
    severity: 'warning',
    message: `no case stands at the threshold ${threshold} of "${words}"`,
    help: `add cases just below, at and just above ${threshold}; policy test --suggest writes them`,
    place,
  };
}
