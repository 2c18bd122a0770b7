import type { Comparison } from '../policy/condition.js';
import type { CompiledPolicy } from './compile-policy.js';
import { classesOf, type FactClasses } from './fact-classes.js';
import { leavesOf } from './formula.js';

/** The classes of every fact of a policy, under all comparisons of its rules and constraints. */
export function policyClasses(compiled: CompiledPolicy): ReadonlyMap<string, FactClasses> {
  const comparisons = new Map<string, Comparison[]>();
  for (const { formula } of [...compiled.rules, ...compiled.constraints]) {
    for (const { comparison } of leavesOf(formula)) {
      const known = comparisons.get(comparison.fact);
      if (known === undefined) comparisons.set(comparison.fact, [comparison]);
      else known.push(comparison);
    }
  }
  return new Map(
    [...compiled.policy.facts.values()].map((fact) => [fact.name, classesOf(fact, comparisons.get(fact.name) ?? [])]),
  );
}
