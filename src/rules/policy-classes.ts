import type { CompiledPolicy } from './compile-policy.js';
import { classesOf, type FactClasses } from './fact-classes.js';
import { comparisonsByFact, type Formula } from './formula.js';

/** Those of policies by themselves: every case that fails asks for them. */
const known = new WeakMap<CompiledPolicy, ReadonlyMap<string, FactClasses>>();

/** The classes of every fact of a policy, under all comparisons of its rules and constraints, and of other formulas. */
export function policyClasses(
  compiled: CompiledPolicy,
  others: readonly Formula[] = [],
): ReadonlyMap<string, FactClasses> {
  if (others.length > 0) return classesUnder(compiled, others);
  let classes = known.get(compiled);
  if (classes === undefined) {
    classes = classesUnder(compiled, others);
    known.set(compiled, classes);
  }
  return classes;
}

function classesUnder(compiled: CompiledPolicy, others: readonly Formula[]): ReadonlyMap<string, FactClasses> {
  const formulas = [...compiled.rules, ...compiled.constraints].map(({ formula }) => formula);
  const comparisons = comparisonsByFact([...formulas, ...others]);
  return new Map(
    [...compiled.policy.facts.values()].map((fact) => [fact.name, classesOf(fact, comparisons.get(fact.name) ?? [])]),
  );
}
