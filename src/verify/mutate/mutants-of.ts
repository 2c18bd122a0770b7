import type { Condition } from '../../policy/condition.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { type Formula, formulaOf } from '../../rules/formula.js';
import { candidateMutants } from './candidate-mutants.js';
import { type ConditionMistake, conditionMistakes } from './condition-mistakes.js';
import type { Mutant } from './mutant.js';
import { outcomeMutants } from './outcome-mutants.js';
import { hasPart, replacePart } from './replace-part.js';
import { swapMutants } from './swap-mutants.js';

/** Every mutant of a policy, in the order of the file. */
export function mutantsOf(compiled: CompiledPolicy): readonly Mutant[] {
  const mutants = [
    ...ruleMutants(compiled),
    ...swapMutants(compiled.policy.rules),
    ...outcomeMutants(compiled.policy),
    ...candidateMutants(compiled.policy),
    ...constraintMutants(compiled),
  ];
  return mutants.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}

function ruleMutants(compiled: CompiledPolicy): readonly Mutant[] {
  const done = new Set<Condition>();
  return compiled.policy.rules.flatMap((rule) => {
    const own = conditionMistakes(rule.condition).filter((mistake) => isWritten(mistake) && !done.has(mistake.part));
    for (const { part } of own) done.add(part);
    return own.flatMap((mistake) => ruleMutant(mistake, compiled));
  });
}

/** What `otherwise` means follows from the other entries of its table: nobody wrote it. */
function isWritten({ place }: ConditionMistake): boolean {
  return !place.pointer.endsWith('/choose/otherwise');
}

function ruleMutant(mistake: ConditionMistake, compiled: CompiledPolicy): readonly Mutant[] {
  const { kind, place, part, replacement } = mistake;
  const isEntry = place.pointer.includes('/choose/') && kind !== 'threshold';
  const formulas = new Map<number, Formula>();
  compiled.policy.rules.forEach((rule, index) => {
    // A threshold of a table moves `otherwise`, too; an entry that is negated or always holds does not.
    if (!hasPart(rule.condition, part) || (isEntry && rule.place.pointer !== place.pointer)) return;
    formulas.set(index, toFormula(replacePart(rule.condition, part, replacement), compiled));
  });
  if (formulas.size === 0) return [];
  return [{ kind, place, mistake: mistake.mistake, effect: { of: 'conditions', formulas } }];
}

function constraintMutants(compiled: CompiledPolicy): readonly Mutant[] {
  return compiled.policy.constraints.flatMap(({ id, condition, place }, constraintIndex) => [
    {
      kind: 'constraint',
      place,
      mistake: `without constraint ${id}`,
      effect: { of: 'constraint', constraintIndex, formula: undefined },
    },
    ...conditionMistakes(condition).map(({ part, replacement, ...mistake }): Mutant => {
      const formula = toFormula(replacePart(condition, part, replacement), compiled);
      return { ...mistake, effect: { of: 'constraint', constraintIndex, formula } };
    }),
  ]);
}

function toFormula(condition: Condition, { facts }: CompiledPolicy): Formula {
  return formulaOf(condition, (fact) => facts.get(fact)?.cost ?? 0);
}
