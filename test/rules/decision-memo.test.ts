import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NamedValue, type Reading } from '../../src/facts/reading.js';
import type { Comparison, Condition } from '../../src/policy/condition.js';
import { prepareComparison } from '../../src/rules/comparison-test.js';
import { type MemoOptions, memoize } from '../../src/rules/decision-memo.js';
import { createDirectMatcher } from '../../src/rules/direct-matcher.js';
import { createMatcher, type Matcher, type ReadsFacts } from '../../src/rules/engine.js';
import { createFactClassifier } from '../../src/rules/fact-classifier.js';
import { type Formula, formulaOf } from '../../src/rules/formula.js';
import { all, any, compare, failed, known, missing, namesRead, not, readingsOf } from '../support/conditions.js';

const small = fc.integer({ min: -2, max: 3 });
const word = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
const needle = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 2 });
const comparisonOf = (fact: string): fc.Arbitrary<Comparison> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom('below' as const, 'at_most' as const, 'above' as const, 'at_least' as const), small)
      .map(([operator, value]) => ({ fact, operator, value })),
    fc
      .tuple(small, fc.nat(2))
      .map(([low, width]) => ({ fact, operator: 'between' as const, value: [low, low + width] as const })),
    fc
      .tuple(fc.constantFrom('is' as const, 'is_not' as const), fc.oneof(small, word, fc.boolean()))
      .map(([operator, value]) => ({ fact, operator, value })),
    fc
      .tuple(
        fc.constantFrom('one_of' as const, 'none_of' as const),
        fc.array(fc.oneof(small, word), { minLength: 1, maxLength: 3 }),
      )
      .map(([operator, value]) => ({ fact, operator, value })),
    fc
      .tuple(fc.constantFrom('starts_with' as const, 'ends_with' as const, 'contains' as const), needle)
      .map(([operator, value]) => ({ fact, operator, value })),
    fc.boolean().map((value) => ({ fact, operator: 'exists' as const, value })),
  );
const someReading: fc.Arbitrary<Reading> = fc.oneof(
  fc
    .oneof(small, fc.double({ min: -3, max: 4, noNaN: true }), word, fc.boolean(), fc.array(word, { maxLength: 2 }))
    .map(known),
  fc.constantFrom(missing, failed),
);

describe('a fact’s classifier', () => {
  it('gives one number only to readings that every comparison treats alike', () => {
    fc.assert(
      fc.property(
        fc.array(comparisonOf('x'), { maxLength: 5 }),
        fc.array(someReading, { minLength: 2, maxLength: 20 }),
        (comparisons, readings) => {
          const classifier = createFactClassifier(comparisons);
          const truths = new Map<number | undefined, string>();
          for (const reading of readings) {
            const own = comparisons.map((comparison) => String(prepareComparison(comparison).truth(reading))).join();
            const number = classifier.classOf(reading);
            expect(number).toBeDefined();
            expect(number).toBeLessThan(classifier.count);
            expect(truths.get(number) ?? own).toBe(own);
            truths.set(number, own);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives a reading that is made once the number that its value has', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.array(comparisonOf('x'), { maxLength: 5 }), fc.array(comparisonOf('x'), { maxLength: 5 })),
        fc.array(fc.oneof(small, word, fc.boolean()), { minLength: 1, maxLength: 10 }),
        (comparisons, values) => {
          // Two that number the same readings, in turns, and never saw others: numbers depend on what is met first.
          const named = comparisons.map(createFactClassifier);
          const plain = comparisons.map(createFactClassifier);
          const readings = new Map(values.map((value) => [value, new NamedValue(value)]));
          for (const value of [...values, ...values.toReversed()]) {
            const numbers = (of: typeof named, reading: Reading) => of.map((each) => each.classOf(reading));
            expect(numbers(named, readings.get(value)!)).toEqual(numbers(plain, known(value)));
          }
        },
      ),
    );
  });

  it('gives all values between two thresholds one number', () => {
    const classifier = createFactClassifier([
      { fact: 'x', operator: 'below', value: 500 },
      { fact: 'x', operator: 'at_most', value: 500 },
      { fact: 'x', operator: 'above', value: 2000 },
    ]);
    const numbers = [1, 499, 500, 501, 1999, 2000, 2001].map((value) => classifier.classOf(known(value)));
    expect(new Set(numbers).size).toBe(5);
    expect(numbers[0]).toBe(numbers[1]);
    expect(numbers[3]).toBe(numbers[4]);
  });
});

/** A memo of the lists themselves, as a matcher. */
function remembering(matcher: Matcher, of: readonly Formula[], options?: MemoOptions) {
  const memo = memoize(matcher, of, (list) => list, options);
  return {
    match: (readings: ReadsFacts) => memo.find(readings),
    get statistics() {
      return memo.statistics;
    },
  };
}

const names = ['a', 'b', 'c', 'd'] as const;
const costs: Readonly<Record<string, number>> = { a: 0, b: 1, c: 2, d: 5 };
const condition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc
      .constantFrom(...names)
      .chain(comparisonOf)
      .map(compare),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((conditions) => all(...conditions)),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((conditions) => any(...conditions)),
    tie('condition').map(not),
  ),
})).condition;
const request = fc.record({ a: someReading, b: someReading, c: someReading, d: someReading });
const formulas = (conditions: readonly Condition[]) =>
  conditions.map((each) => formulaOf(each, (fact) => costs[fact] ?? 0));

/** What a matcher gives for a request, and which facts it read, in which order. */
async function observe(matcher: Matcher, values: Readonly<Record<string, Reading>>, slow: boolean) {
  const readings = readingsOf(values, (fact) => (slow && fact !== 'b' ? Promise.resolve() : undefined));
  return { result: await matcher.match(readings), read: namesRead(readings) };
}

describe('the decision memo', () => {
  it.each([
    ['rules', { first: true, unknownAs: false }],
    ['constraints', { first: false, unknownAs: true }],
  ])('cannot be told from the engine: results and reads of random %s and requests', async (_, options) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(condition, { maxLength: 6 }),
        fc.array(request, { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        fc.constantFrom(1, 3, 40, 100_000),
        async (conditions, requests, slow, maxNodes) => {
          const engine = createMatcher(formulas(conditions), options);
          const memo = remembering(createMatcher(formulas(conditions), options), formulas(conditions), {
            maxNodes,
            checkEvery: 2,
          });
          for (const values of [...requests, ...requests]) {
            expect(await observe(memo, values, slow)).toEqual(await observe(engine, values, slow));
          }
          expect(memo.statistics.dropped).toBe(false);
          expect(memo.statistics.nodes).toBeLessThanOrEqual(maxNodes);
        },
      ),
      { numRuns: 150 },
    );
  });

  const isX = [formulaOf(compare({ fact: 'a', operator: 'is', value: 'x' }), () => 0)];
  const counting = (result: () => readonly number[]) => {
    const counter = { runs: 0 };
    const matcher: Matcher = {
      match: async (readings) => {
        counter.runs += 1;
        await readings.read('a');
        return result();
      },
    };
    return { counter, matcher };
  };

  it('asks the engine once for each class, and answers hits at once', async () => {
    const { counter, matcher } = counting(() => [0]);
    const memo = remembering(matcher, isX);
    for (const value of ['x', 'y', 'z', 'x', 'w']) await memo.match(readingsOf({ a: known(value) }));
    expect(counter.runs).toBe(2);
    expect(memo.match(readingsOf({ a: known('x') }))).toEqual([0]);
    expect(memo.statistics).toMatchObject({ hits: 4, misses: 2, nodes: 3 });
  });

  it('makes once what follows from a result, however requests come to it', async () => {
    const { matcher } = counting(() => [0]);
    const made: (readonly number[])[] = [];
    const memo = memoize(matcher, isX, (list) => made.push(list));
    const found: unknown[] = [];
    for (const value of ['x', 'y', 'x', 'y']) found.push(await memo.find(readingsOf({ a: known(value) })));
    expect(found).toEqual([1, 1, 1, 1]);
    expect(made).toEqual([[0]]);
  });

  it('stops remembering when it is full, and says so', async () => {
    const { counter, matcher } = counting(() => []);
    const memo = remembering(matcher, isX, { maxNodes: 2 });
    for (const value of ['x', 'y', 'x', 'y']) await memo.match(readingsOf({ a: known(value) }));
    expect(memo.statistics).toMatchObject({ nodes: 2, unremembered: 2 });
    expect(counter.runs).toBe(3);
  });

  it('finds out that it is wrong, tells, and is dropped', async () => {
    let result = [0];
    const differences: unknown[] = [];
    const { counter, matcher } = counting(() => result);
    const memo = remembering(matcher, isX, {
      checkEvery: 2,
      onDifference: (difference) => differences.push(difference),
    });
    const ask = async () => memo.match(readingsOf({ a: known('x') }));
    await ask();
    result = [1];
    expect([await ask(), await ask(), await ask()]).toEqual([[0], [1], [1]]);
    expect(differences).toEqual([{ remembered: [0], evaluated: [1] }]);
    expect(memo.statistics.dropped).toBe(true);
    expect(counter.runs).toBe(3);
  });

  const both = [
    formulaOf(
      all(compare({ fact: 'a', operator: 'is', value: 'x' }), compare({ fact: 'b', operator: 'exists', value: true })),
      () => 0,
    ),
  ];
  it.each([
    ['a new result', 'other', 100],
    ['a check', 'x', 1],
  ])('finds out by %s that other facts are read than before, tells, and is dropped', async (_, next, checkEvery) => {
    const differences: unknown[] = [];
    let order = ['a'];
    const matcher: Matcher = {
      match: async (readings) => {
        for (const fact of order) await readings.read(fact);
        return [0];
      },
    };
    const memo = remembering(matcher, both, { checkEvery, onDifference: (difference) => differences.push(difference) });
    const ask = async (a: string) => memo.match(readingsOf({ a: known(a), b: known('y') }));
    await ask('x');
    order = ['b', 'a'];
    expect(await ask(next)).toEqual([0]);
    expect(differences).toHaveLength(1);
    expect(memo.statistics).toMatchObject({ dropped: true, nodes: 0 });
  });

  it('leaves alone what has more classes than it numbers', async () => {
    const letters = [...'abcdefghijklmn'];
    const wanted = formulas(letters.map((value) => compare({ fact: 'a', operator: 'contains', value })));
    const matcher = createDirectMatcher(wanted, { first: true, unknownAs: false });
    const memo = remembering(matcher, wanted);
    for (let subset = 1; subset < 2 ** letters.length; subset += 1) {
      const text = letters.filter((_, index) => subset & (1 << index)).join('');
      const expected = letters.findIndex((letter) => text.includes(letter));
      expect(await memo.match(readingsOf({ a: known(text) }))).toEqual([expected]);
    }
    expect(memo.statistics.nodes).toBeLessThanOrEqual(10_001);
    expect(memo.statistics.unremembered).toBeGreaterThan(6_000);
    expect(await memo.match(readingsOf({ a: known('nm') }))).toEqual([12]);
  });

  it('counts a long result as many nodes', async () => {
    const { matcher } = counting(() => Array.from({ length: 1_600 }, (_, index) => index));
    const memo = remembering(matcher, isX, { maxNodes: 150 });
    for (const value of ['x', 'y', 'x', 'y']) await memo.match(readingsOf({ a: known(value) }));
    expect(memo.statistics).toMatchObject({ hits: 1, nodes: 102, unremembered: 2 });
  });

  it('agrees with the engine when requests overlap', async () => {
    const rules = formulas(
      Array.from({ length: 10 }, (_, index) =>
        all(
          compare({ fact: 'a', operator: 'is', value: `v${index}` }),
          compare({ fact: 'b', operator: 'below', value: 5 }),
        ),
      ),
    );
    const memo = remembering(createMatcher(rules, { first: true, unknownAs: false }), rules, { checkEvery: 3 });
    const results = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        for (let turn = 0; turn < index % 13; turn += 1) await undefined;
        return memo.match(
          readingsOf({ a: known(`v${index % 11}`), b: known(index % 7) }, () =>
            index % 2 ? Promise.resolve() : undefined,
          ),
        );
      }),
    );
    const wrong = results.filter(
      ([rule], index) => rule !== (index % 11 < 10 && index % 7 < 5 ? index % 11 : undefined),
    );
    expect(wrong).toEqual([]);
    expect(memo.statistics.dropped).toBe(false);
  });
});
