import type { CompiledPolicy } from './compile-policy.js';
import { classesOf, type FactClasses } from './fact-classes.js';
import { comparisonsByFact } from './formula.js';

/** The classes of every fact of a policy, under all comparisons of its rules and constraints. */
export function policyClasses(compiled: CompiledPolicy): ReadonlyMap<string, FactClasses> {
  const formulas = [...compiled.rules, ...compiled.constraints].map(({ formula }) => formula);
  const comparisons = comparisonsByFact(formulas);
  return new Map(
    [...compiled.policy.facts.values()].map((fact) => [fact.name, classesOf(fact, comparisons.get(fact.name) ?? [])]),
  );
}
