import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import type { Condition } from '../../src/policy/condition.js';
import { createMatcher } from '../../src/rules/engine.js';
import { explainCondition, failingLeaf, truthOfFormula } from '../../src/rules/explain-condition.js';
import { formulaOf } from '../../src/rules/formula.js';
import { all, any, compare, failed, known, missing, namesRead, not, readingsOf } from '../support/conditions.js';

const is = (fact: string, value: string): Condition => compare({ fact, operator: 'is', value });
const factNames = ['a', 'b', 'c', 'd'] as const;
const costs: Readonly<Record<string, number>> = { a: 0, b: 2, c: 3, d: 5 };
const formula = (condition: Condition) => formulaOf(condition, (fact) => costs[fact] ?? 0);

const someReading = fc.constantFrom<Reading>(known('x'), known('y'), missing, failed);
const someReadings = fc.record({ a: someReading, b: someReading, c: someReading, d: someReading });
const someCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.tuple(fc.constantFrom(...factNames), fc.constantFrom('x', 'y')).map(([fact, value]) => is(fact, value)),
    fc.constantFrom(...factNames).map((fact) => compare({ fact, operator: 'exists', value: true })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 4 }).map((conditions) => all(...conditions)),
    fc.array(tie('condition'), { minLength: 1, maxLength: 4 }).map((conditions) => any(...conditions)),
    tie('condition').map(not),
  ),
})).condition;

describe('the rules engine', () => {
  it('agrees with Kleene logic on random conditions: a rule needs true, a constraint applies unless false', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someCondition, { minLength: 1, maxLength: 6 }),
        someReadings,
        async (conditions, values) => {
          const truths = conditions.map(
            (condition) => explainCondition(condition, (fact) => values[fact as 'a'])[0]?.truth,
          );
          const formulas = conditions.map(formula);
          const rules = await createMatcher(formulas, { first: true, unknownAs: false }).match(readingsOf(values));
          const constraints = await createMatcher(formulas, { first: false, unknownAs: true }).match(
            readingsOf(values),
          );
          expect(rules).toEqual(truths.includes(true) ? [truths.indexOf(true)] : []);
          expect(constraints).toEqual(truths.flatMap((truth, index) => (truth === false ? [] : [index])));
        },
      ),
    );
  });

  it('keeps the truth of a condition in negation normal form', () => {
    fc.assert(
      fc.property(someCondition, someReadings, (condition, values) => {
        const readingOf = (fact: string) => values[fact as 'a'];
        expect(truthOfFormula(formula(condition), readingOf)).toBe(explainCondition(condition, readingOf)[0]?.truth);
      }),
    );
  });

  it('names a failing condition exactly when a condition is not true, from facts it has read', async () => {
    await fc.assert(
      fc.asyncProperty(someCondition, someReadings, async (condition, values) => {
        const readings = readingsOf(values);
        const [match] = await createMatcher([formula(condition)], { first: true, unknownAs: false }).match(readings);
        const leaf = failingLeaf(formula(condition), (fact) => readings.get(fact));
        expect(leaf === undefined).toBe(match === 0);
        if (leaf !== undefined) expect(readings.get(leaf.comparison.fact)).toBeDefined();
      }),
    );
  });

  it('reads cheap facts first, stops at the first that settles the matter, and reads a bucket last', async () => {
    const readings = readingsOf({ a: known('x'), b: known('n'), c: known('x'), d: known('x') });
    const condition = all(is('d', 'x'), all(is('c', 'x'), is('b', 'x')), is('a', 'x'));
    await createMatcher([formula(condition)], { first: true, unknownAs: false }).match(readings);
    expect(namesRead(readings)).toEqual(['a', 'b']);
  });

  it('reads nothing for the rules below the one that matched', async () => {
    const readings = readingsOf({ a: known('x'), b: known('x') });
    const matcher = createMatcher([formula(is('a', 'x')), formula(is('b', 'x'))], { first: true, unknownAs: false });
    expect(await matcher.match(readings)).toEqual([0]);
    expect(namesRead(readings)).toEqual(['a']);
  });

  it('counts a fact that throws or rejects as unknown, and reads it once', async () => {
    let reads = 0;
    const readings = readingsOf({ a: known('x') }, () => {
      reads += 1;
      return Promise.reject(new Error('no'));
    });
    const matcher = createMatcher([formula(is('a', 'x')), formula(not(is('a', 'x')))], {
      first: true,
      unknownAs: false,
    });
    expect(await matcher.match(readings)).toEqual([]);
    expect(readings.get('a')).toEqual({ known: false, reason: 'failed', detail: 'no' });
    expect(reads).toBe(1);
  });

  it('survives a fact that throws what cannot be made a text', async () => {
    const hostile = Object.create(null);
    const readings = readingsOf({ a: known('x') }, () => Promise.reject(hostile));
    const matcher = createMatcher([formula(is('a', 'x'))], { first: true, unknownAs: true });
    expect(await matcher.match(readings)).toEqual([0]);
    expect(readings.get('a')).toEqual({ known: false, reason: 'failed' });
  });

  it('holds a thousand values in a set without cloning them for each run', async () => {
    const value = Array.from({ length: 1000 }, (_, index) => `v${index}`);
    const matcher = createMatcher([formula(compare({ fact: 'a', operator: 'one_of', value }))], {
      first: true,
      unknownAs: false,
    });
    expect(await matcher.match(readingsOf({ a: known('v999') }))).toEqual([0]);
    expect(await matcher.match(readingsOf({ a: known('v1000') }))).toEqual([]);
  });
});

describe('overlapping runs on one engine', () => {
  // Twenty rules over two facts: request i must be decided by rule i % 20, however many others run and finish meanwhile.
  const count = 20;
  const rules = Array.from({ length: count }, (_, index) => formula(all(is('a', `v${index}`), is('b', 'on'))));
  const matcher = createMatcher(rules, { first: true, unknownAs: false });
  const valuesFor = (index: number) => ({ a: known(`v${index % count}`), b: known('on') });

  /** Resolves after so many microtasks. */
  const microtasks = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await undefined;
  };

  it('decides 5,000 synchronous requests at once, each as if alone', async () => {
    const results = await Promise.all(
      Array.from({ length: 5000 }, (_, index) => matcher.match(readingsOf(valuesFor(index)))),
    );
    expect(results.filter(([rule], index) => rule !== index % count)).toEqual([]);
  });

  it('decides 5,000 requests started at different microtask offsets, each as if alone', async () => {
    const results = await Promise.all(
      Array.from({ length: 5000 }, async (_, index) => {
        await microtasks(index % 97);
        return matcher.match(readingsOf(valuesFor(index)));
      }),
    );
    expect(results.filter(([rule], index) => rule !== index % count)).toEqual([]);
  });

  it('decides 5,000 requests whose facts resolve at different microtask and timer offsets, each as if alone', async () => {
    const results = await Promise.all(
      Array.from({ length: 5000 }, (_, index) =>
        matcher.match(
          readingsOf(valuesFor(index), (fact) => {
            if (fact === 'b') return index % 3 === 0 ? undefined : microtasks(index % 53);
            return index % 5 === 0 ? new Promise((resolve) => setImmediate(resolve)) : microtasks(index % 31);
          }),
        ),
      ),
    );
    expect(results.filter(([rule], index) => rule !== index % count)).toEqual([]);
  });
});
