import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import type { Comparison } from '../../src/policy/condition.js';
import type { FactDomain } from '../../src/policy/fact-domain.js';
import type { Fact } from '../../src/policy/policy-document.generated.js';
import { prepareComparison } from '../../src/rules/comparison-test.js';
import { truthOfFormula } from '../../src/rules/explain-condition.js';
import { classesOf } from '../../src/rules/fact-classes.js';
import { findWitness } from '../../src/rules/find-witness.js';
import { formulaOf, leavesOf } from '../../src/rules/formula.js';
import { known, nowhere } from '../support/conditions.js';
import { combinationsOf, factNames, numberComparison, someCondition } from '../support/some-conditions.js';

const attribute: Fact = { from: 'attribute', path: 'x' };
const declared = (name: string, domain: FactDomain, declaration: Fact = attribute) => ({
  name,
  declaration,
  domain,
  place: nowhere,
  valuePlaces: new Map(),
});
const number: FactDomain = { type: 'number', open: true, integer: false };
const text: FactDomain = { type: 'string', open: true };

const truths = (comparisons: readonly Comparison[], reading: Reading) =>
  comparisons.map((comparison) => prepareComparison(comparison).truth(reading));

const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
const textComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc
    .tuple(fc.constantFrom('starts_with' as const, 'ends_with' as const, 'contains' as const), word)
    .map(([operator, value]) => ({ fact: 'x', operator, value })),
  word.map((value) => ({ fact: 'x', operator: 'is' as const, value })),
  fc.array(word, { minLength: 1, maxLength: 3 }).map((value) => ({ fact: 'x', operator: 'none_of' as const, value })),
);

describe('the classes of a fact', () => {
  it('have a representative for every number', () => {
    fc.assert(
      fc.property(
        fc.array(numberComparison, { maxLength: 5 }),
        fc.double({ min: -6, max: 6, noNaN: true }),
        (comparisons, value) => {
          const { representatives } = classesOf(declared('x', number), comparisons);
          expect(representatives.map((reading) => truths(comparisons, reading))).toContainEqual(
            truths(comparisons, known(value)),
          );
        },
      ),
    );
  });

  it('have a representative for every text', () => {
    fc.assert(
      fc.property(
        fc.array(textComparison, { maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }),
        (comparisons, value) => {
          const { representatives } = classesOf(declared('x', text), comparisons);
          expect(representatives.map((reading) => truths(comparisons, reading))).toContainEqual(
            truths(comparisons, known(value)),
          );
        },
      ),
    );
  });

  it('are never two with the same truths', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(numberComparison, textComparison), { maxLength: 5 }), (comparisons) => {
        const seen = classesOf(declared('x', text), comparisons).representatives.map((reading) =>
          JSON.stringify(truths(comparisons, reading).map(String)),
        );
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });

  it('hold whole numbers within the domain only, with a point of its own where below and at_most meet', () => {
    const tokens: FactDomain = { type: 'number', open: true, integer: true, minimum: 0 };
    const comparisons: readonly Comparison[] = [
      { fact: 'x', operator: 'below', value: 500 },
      { fact: 'x', operator: 'at_most', value: 500 },
    ];
    const { representatives } = classesOf(declared('x', tokens, { from: 'tokens' }), comparisons);
    expect(representatives).toEqual([known(0), known(500), known(501)]);
  });

  it('stop at a bounded number of combinations and say so', () => {
    const comparisons: readonly Comparison[] = Array.from({ length: 12 }, (_, index) => ({
      fact: 'x',
      operator: 'contains',
      value: `w${index}`,
    }));
    const { representatives, complete } = classesOf(declared('x', text), comparisons);
    expect(complete).toBe(false);
    expect(representatives.length).toBeLessThanOrEqual(300);
  });
});

describe('the search for a witness', () => {
  it('finds readings that reach a rule exactly when some combination of classes does', () => {
    fc.assert(
      fc.property(someCondition, fc.array(someCondition, { maxLength: 4 }), (condition, above) => {
        const target = formulaOf(condition, () => 0);
        const blockers = above.map((each) => formulaOf(each, () => 0));
        const leaves = [target, ...blockers].flatMap(leavesOf);
        const classes = new Map(
          factNames.map((fact) => [
            fact,
            classesOf(
              declared(fact, number),
              leaves.map((leaf) => leaf.comparison).filter((each) => each.fact === fact),
            ),
          ]),
        );
        const reaches = (readings: ReadonlyMap<string, Reading>) =>
          truthOfFormula(target, (fact) => readings.get(fact)) === true &&
          blockers.every((blocker) => truthOfFormula(blocker, (fact) => readings.get(fact)) !== true);
        const exists = combinationsOf(classes).some(reaches);
        const witness = findWitness(target, blockers, classes);
        expect(witness.found).toBe(exists);
        if (witness.found) {
          const complete = new Map(
            factNames.map((fact) => [fact, witness.readings.get(fact) ?? classes.get(fact)!.representatives[0]!]),
          );
          expect(reaches(complete)).toBe(true);
        } else expect(witness.decided).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
