import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import type { FactDeclaration } from '../../src/policy/fact-declaration.js';
import type { FactDomain } from '../../src/policy/fact-domain.js';
import { ClassDomain } from '../../src/rules/class-domain.js';
import { ClassNodes } from '../../src/rules/class-nodes.js';
import { ClassSearch, type Witness } from '../../src/rules/class-search.js';
import { truthOfFormula } from '../../src/rules/explain-condition.js';
import { classesOf, type FactClasses } from '../../src/rules/fact-classes.js';
import { formulaOf, leavesOf } from '../../src/rules/formula.js';
import { type Goal, mustBeTrue, mustNotBeTrue } from '../../src/rules/goal.js';
import { truthsWithin } from '../../src/rules/narrow-goal.js';
import { truthSetOf } from '../../src/rules/truth-set.js';
import { all, compare, nowhere } from '../support/conditions.js';
import { combinationsOf, factNames, someCondition } from '../support/some-conditions.js';

const number: FactDomain = { type: 'number', open: true, integer: false };
const declared = (name: string, domain: FactDomain = number): FactDeclaration => ({
  name,
  declaration: { from: 'attribute', path: name },
  domain,
  place: nowhere,
  valuePlaces: new Map(),
});

function classesFor(goals: readonly Goal[]): ReadonlyMap<string, FactClasses> {
  const comparisons = goals.flatMap(({ formula }) => leavesOf(formula).map((leaf) => leaf.comparison));
  return new Map(
    factNames.map((fact) => [
      fact,
      classesOf(
        declared(fact),
        comparisons.filter((each) => each.fact === fact),
      ),
    ]),
  );
}

const someGoal: fc.Arbitrary<Goal> = fc.record({
  formula: someCondition.map((condition) => formulaOf(condition, () => 0)),
  allowed: fc.integer({ min: 1, max: 7 }),
});

function meets(goals: readonly Goal[], readings: ReadonlyMap<string, Reading>): boolean {
  return goals.every(
    ({ formula, allowed }) => (truthSetOf(truthOfFormula(formula, (fact) => readings.get(fact))) & allowed) !== 0,
  );
}

/** The facts that matter, as asking every goal about every fact tells them. */
function essential(
  { choice }: Witness & { found: true },
  goals: readonly Goal[],
  classes: ReadonlyMap<string, FactClasses>,
): readonly string[] {
  const nodes = new ClassNodes(classes);
  const asked = goals.map(({ formula, allowed }) => ({ node: nodes.of(formula), allowed }));
  const domains = choice.map((index) => ClassDomain.of(index));
  return nodes.facts.flatMap(({ fact }, index) => {
    const domain = domains[index]!;
    domains[index] = nodes.all[index]!;
    if (asked.every(({ node, allowed }) => (truthsWithin(node, domains) & ~allowed) === 0)) return [];
    domains[index] = domain;
    return fact;
  });
}

describe('a search over classes', () => {
  it('meets goals exactly when some combination of classes does, added before or asked for at once', () => {
    fc.assert(
      fc.property(
        fc.array(someGoal, { maxLength: 3 }),
        fc.array(someGoal, { minLength: 1, maxLength: 3 }),
        (added, asked) => {
          const goals = [...added, ...asked];
          const classes = classesFor(goals);
          const search = new ClassSearch(classes);
          for (const goal of added) search.add(goal);
          const witness = search.solve(asked);
          expect(witness.found).toBe(combinationsOf(classes).some((readings) => meets(goals, readings)));
          if (witness.found) {
            expect(meets(goals, witness.complete)).toBe(true);
            // Whatever the facts are that the witness leaves out.
            const completions = combinationsOf(classes).map((each) => new Map([...each, ...witness.readings]));
            expect(completions.every((readings) => meets(goals, readings))).toBe(true);
          }
          if (!witness.found) expect(witness.decided).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves out one fact after the other, as long as all goals are met for sure', () => {
    const someAdded = fc.oneof(
      someGoal,
      someGoal.map(({ formula }) => mustNotBeTrue(formula)),
    );
    fc.assert(
      fc.property(
        fc.array(someAdded, { maxLength: 6 }),
        fc.array(someGoal, { maxLength: 2 }),
        fc.array(someAdded, { maxLength: 2 }),
        (added, asked, later) => {
          const classes = classesFor([...added, ...asked, ...later]);
          const search = new ClassSearch(classes);
          for (const goal of added) search.add(goal);
          const witness = search.solve(asked);
          // What is asked of later searches does not matter.
          for (const goal of later) search.add(goal);
          if (witness.found)
            expect([...witness.readings.keys()]).toEqual(essential(witness, [...added, ...asked], classes));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not change the search that it is forked from', () => {
    const above = mustBeTrue(formulaOf(compare({ fact: 'a', operator: 'above', value: 1 }), () => 0));
    const search = new ClassSearch(classesFor([above]));
    search.fork().add(above);
    expect(search.solve([mustNotBeTrue(above.formula)]).found).toBe(true);
  });

  it('does not call impossible what classes that it does not know may allow', () => {
    const contains = (value: string) => compare({ fact: 'a', operator: 'contains', value });
    const words = Array.from({ length: 10 }, (_, index) => contains(`w${index}`));
    const goal = mustBeTrue(formulaOf(all(...words), () => 0));
    const text = declared('a', { type: 'string', open: true });
    const comparisons = leavesOf(goal.formula).map((leaf) => leaf.comparison);
    const classes = new Map([['a', classesOf(text, comparisons)]]);
    const search = new ClassSearch(classes);
    expect(search.solve([goal])).toEqual({ found: false, decided: false });
    // What is impossible without that fact stays impossible.
    const never = mustBeTrue({ kind: 'any', parts: [], cost: 0 });
    expect(search.solve([goal, never])).toEqual({ found: false, decided: true });
  });
});
