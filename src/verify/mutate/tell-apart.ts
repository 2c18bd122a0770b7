import type { Witness } from '../../rules/class-search.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { DecisionSearch, firstFound } from '../../rules/decision-search.js';
import type { Formula } from '../../rules/formula.js';
import { type Goal, mustBeTrue, mustNotBeTrue } from '../../rules/goal.js';
import { canBeFalse, notFalse } from '../../rules/truth-set.js';
import type { Mutant, MutantEffect } from './mutant.js';

/**
 * Looks for a request that a mutant decides otherwise than the policy: by another rule, to another tier, or under other
 * constraints; or the proof, over the facts' classes, that there is none.
 */
export type TellApart = (mutant: Mutant) => Witness;

/** Prepares the search for some mutants. */
export function createTellApart(compiled: CompiledPolicy, mutants: readonly Mutant[]): TellApart {
  const search = new DecisionSearch(
    compiled,
    mutants.flatMap(({ effect }) => comparedBy(effect)),
  );
  return ({ effect }) => tellApart(effect, search, compiled);
}

/** Formulas with every comparison that the policy itself does not make. */
function comparedBy(effect: MutantEffect): readonly Formula[] {
  if (effect.of === 'conditions') return effect.comparison === undefined ? [] : [effect.comparison];
  return effect.of === 'constraint' && effect.formula !== undefined ? [effect.formula] : [];
}

function tellApart(effect: MutantEffect, search: DecisionSearch, compiled: CompiledPolicy): Witness {
  switch (effect.of) {
    case 'outcome':
      return search.decidedBy(effect.ruleIndex);
    case 'candidates':
      return firstFound(effect.outcomes.keys(), (index) => search.decidedBy(index));
    case 'order': {
      const { start, middle, end } = effect;
      const goals = [someOf(compiled, start, middle), someOf(compiled, middle, end)];
      return search.reaching(start, goals.map(mustBeTrue));
    }
    case 'conditions': {
      const formulas = effect.formulas();
      return firstFound(formulas.keys(), (index) => differsFirstAt(index, formulas, search, compiled));
    }
    case 'constraint': {
      const original = compiled.constraints[effect.constraintIndex]?.formula;
      if (original === undefined) return { found: false, decided: true };
      const applies = { formula: original, allowed: notFalse };
      if (effect.formula === undefined) return search.routed([applies]);
      return eitherWay(original, effect.formula, (holds, fails) =>
        search.routed([
          { formula: holds, allowed: notFalse },
          { formula: fails, allowed: canBeFalse },
        ]),
      );
    }
    default:
      return effect satisfies never;
  }
}

function someOf({ rules }: CompiledPolicy, start: number, end: number): Formula {
  return { kind: 'any', parts: rules.slice(start, end).map(({ formula }) => formula), cost: 0 };
}

/** A request that no rule above takes, in the policy or in the mutant, and that only one of the two rules does. */
function differsFirstAt(
  index: number,
  formulas: ReadonlyMap<number, Formula>,
  search: DecisionSearch,
  { rules }: CompiledPolicy,
): Witness {
  const original = rules[index]?.formula;
  const mutated = formulas.get(index);
  if (original === undefined || mutated === undefined) return { found: false, decided: true };
  const above = [...formulas].filter(([each]) => each < index).map(([, formula]): Goal => mustNotBeTrue(formula));
  return eitherWay(original, mutated, (holds, fails) =>
    search.reaching(index, [mustBeTrue(holds), mustNotBeTrue(fails), ...above]),
  );
}

function eitherWay(a: Formula, b: Formula, search: (holds: Formula, fails: Formula) => Witness): Witness {
  const ways = [
    [a, b],
    [b, a],
  ] as const;
  return firstFound(ways, ([holds, fails]) => search(holds, fails));
}
