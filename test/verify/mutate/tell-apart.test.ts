import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../src/facts/reading.js';
import type { CompiledPolicy } from '../../../src/rules/compile-policy.js';
import { truthOfFormula } from '../../../src/rules/explain-condition.js';
import { policyClasses } from '../../../src/rules/policy-classes.js';
import { applyMutant } from '../../../src/verify/mutate/apply-mutant.js';
import type { Mutant } from '../../../src/verify/mutate/mutant.js';
import { mutantsOf } from '../../../src/verify/mutate/mutants-of.js';
import { createTellApart } from '../../../src/verify/mutate/tell-apart.js';
import { compileText } from '../../support/policies.js';
import { combinationsOf } from '../../support/some-conditions.js';
import { somePolicy } from '../../support/some-policies.js';

/** All that a decision says of where a request goes: the rule, the tier, and the constraints that apply. */
function decided({ policy, rules, constraints }: CompiledPolicy, readings: ReadonlyMap<string, Reading>): string {
  const readingOf = (fact: string) => readings.get(fact);
  const rule = rules.find(({ formula }) => truthOfFormula(formula, readingOf) === true)?.rule;
  const outcome = rule?.outcome ?? policy.default;
  const applied = constraints.filter(({ formula }) => truthOfFormula(formula, readingOf) !== false);
  if (outcome.kind === 'reject') return `${rule?.id} refuses`;
  return `${rule?.id} ${outcome.tier?.name} ${applied.map(({ constraint }) => constraint.id)}`;
}

const formulasOf = ({ effect }: Mutant) =>
  effect.of === 'conditions'
    ? [...effect.formulas().values()]
    : effect.of === 'constraint' && effect.formula !== undefined
      ? [effect.formula]
      : [];

describe('telling a mutant from its policy', () => {
  it('finds a request exactly when some combination of classes is decided otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, async (text) => {
        const compiled = await compileText(text);
        const mutants = mutantsOf(compiled);
        const tellApart = createTellApart(compiled, mutants);
        for (const mutant of mutants) {
          const mutated = applyMutant(compiled, mutant.effect);
          const differs = (readings: ReadonlyMap<string, Reading>): boolean =>
            decided(compiled, readings) !== decided(mutated, readings);
          const combinations = combinationsOf(policyClasses(compiled, formulasOf(mutant)));
          const witness = tellApart(mutant);
          expect([mutant.mistake, witness.found]).toEqual([mutant.mistake, combinations.some(differs)]);
          if (!witness.found) expect(witness.decided).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
