import type { Condition } from '../../policy/condition.js';
import type { Rule } from '../../policy/rule.js';
import { type CompiledPolicy, policyFormula } from '../../rules/compile-policy.js';
import type { Formula } from '../../rules/formula.js';
import { candidateMutants } from './candidate-mutants.js';
import { type ConditionMistake, conditionMistakes } from './condition-mistakes.js';
import type { Mutant, MutantEffect } from './mutant.js';
import { outcomeMutants } from './outcome-mutants.js';
import { partsOf, replacePart } from './replace-part.js';
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
  const { rules } = compiled.policy;
  const rulesWith = rulesByPart(rules);
  const done = new Set<Condition>();
  return rules.flatMap((rule) => {
    const own = conditionMistakes(rule.condition).filter((mistake) => isWritten(mistake) && !done.has(mistake.part));
    for (const { part } of own) done.add(part);
    return own.flatMap((mistake) => ruleMutant(mistake, rulesWith.get(mistake.part) ?? [], compiled));
  });
}

/** The indexes of the rules in which each part of a condition stands: in a table it may be several. */
function rulesByPart(rules: readonly Rule[]): ReadonlyMap<Condition, readonly number[]> {
  const byPart = new Map<Condition, number[]>();
  for (const [index, rule] of rules.entries()) {
    for (const part of partsOf(rule.condition)) {
      const known = byPart.get(part);
      if (known === undefined) byPart.set(part, [index]);
      else if (known.at(-1) !== index) known.push(index);
    }
  }
  return byPart;
}

/** What `otherwise` means follows from the other entries of its table: nobody wrote it. */
function isWritten({ place }: ConditionMistake): boolean {
  return !place.pointer.endsWith('/choose/otherwise');
}

function ruleMutant(
  { kind, place, part, replacement, mistake }: ConditionMistake,
  rulesWithPart: readonly number[],
  compiled: CompiledPolicy,
): readonly Mutant[] {
  const { rules } = compiled.policy;
  const isEntry = place.pointer.includes('/choose/') && kind !== 'threshold';
  // A threshold of a table moves `otherwise`, too; an entry that is negated or always holds does not.
  const changed = rulesWithPart.filter((index) => !isEntry || rules[index]?.place.pointer === place.pointer);
  if (changed.length === 0) return [];
  const formulaAt = (index: number): readonly (readonly [number, Formula])[] => {
    const rule = rules[index];
    return rule === undefined
      ? []
      : [[index, policyFormula(replacePart(rule.condition, part, replacement), compiled.policy)]];
  };
  const effect: MutantEffect = {
    of: 'conditions',
    formulas: () => new Map(changed.flatMap(formulaAt)),
    ...comparisonOf({ kind, replacement }),
  };
  return [{ kind, place, mistake, effect }];
}

/** A threshold is moved to where the policy may have none; other mistakes leave the comparisons as they are. */
function comparisonOf({
  kind,
  replacement,
}: Pick<ConditionMistake, 'kind' | 'replacement'>): Pick<MutantEffect & { of: 'conditions' }, 'comparison'> {
  if (kind !== 'threshold' || replacement?.kind !== 'comparison') return {};
  const { comparison, place } = replacement;
  return { comparison: { kind: 'leaf', comparison, negated: false, cost: 0, place } };
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
      const formula = policyFormula(replacePart(condition, part, replacement), compiled.policy);
      return { ...mistake, effect: { of: 'constraint', constraintIndex, formula } };
    }),
  ]);
}
