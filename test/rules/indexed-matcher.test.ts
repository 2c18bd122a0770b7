import * as fc from 'fast-check';
import { Engine } from 'json-rules-engine';
import { describe, expect, it, vi } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import type { Comparison, Condition } from '../../src/policy/condition.js';
import { createMatcher, type Matcher } from '../../src/rules/engine.js';
import { formulaOf } from '../../src/rules/formula.js';
import { createIndexedMatcher } from '../../src/rules/indexed-matcher.js';
import { all, any, compare, failed, known, missing, namesRead, not, readingsOf } from '../support/conditions.js';

const names = ['a', 'b', 'c', 'd', 'e'] as const;
const costs: Readonly<Record<string, number>> = { a: 0, b: 0, c: 0, d: 2, e: 5 };
const formulas = (conditions: readonly Condition[]) =>
  conditions.map((each) => formulaOf(each, (fact) => costs[fact] ?? 0));

const scalar = fc.constantFrom<string | number | boolean>('x', 'y', 'z', 1, 2, true);
const comparisonOf = (fact: string): fc.Arbitrary<Comparison> =>
  fc.oneof(
    fc.record({ fact: fc.constant(fact), operator: fc.constantFrom('is' as const, 'is_not' as const), value: scalar }),
    fc.record({
      fact: fc.constant(fact),
      operator: fc.constantFrom('one_of' as const, 'none_of' as const),
      value: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      fact: fc.constant(fact),
      operator: fc.constantFrom('below' as const, 'at_least' as const),
      value: fc.constantFrom(1, 2),
    }),
    fc.boolean().map((value) => ({ fact, operator: 'exists' as const, value })),
  );
const leaf = fc
  .constantFrom(...names)
  .chain(comparisonOf)
  .map(compare);
/** Mostly what policies are made of: some comparisons that must all hold, in any order of facts. */
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 6 }).map((parts) => all(...parts)) },
  { weight: 1, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((parts) => any(...parts)) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.array(leaf, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
      .map((branches) => any(...branches.map((parts) => all(...parts)))),
  },
  { weight: 1, arbitrary: leaf.map(not) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(leaf, fc.array(leaf, { minLength: 1, maxLength: 3 }), leaf)
      .map(([first, some, last]) => all(first, any(...some), not(all(last, first)))),
  },
);
const reading = fc.oneof(scalar.map(known), fc.constantFrom<Reading>(missing, failed));
const request = fc.record({ a: reading, b: reading, c: reading, d: reading, e: reading });

/** What a matcher gives for a request, and which facts it read, in which order. */
async function observe(matcher: Matcher, values: Readonly<Record<string, Reading>>, slow: boolean) {
  const readings = readingsOf(values, (fact) => (slow && fact !== 'b' ? Promise.resolve() : undefined));
  return { result: await matcher.match(readings), read: namesRead(readings) };
}

describe('the index', () => {
  it.each([
    ['rules', { first: true, unknownAs: false }],
    ['constraints', { first: false, unknownAs: true }],
  ])('cannot be told from the plain engine: results and reads of random %s and requests', async (_, options) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(condition, { maxLength: 40 }),
        fc.array(request, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (conditions, requests, slow) => {
          const engine = createMatcher(formulas(conditions), options);
          const indexed = createIndexedMatcher(formulas(conditions), options);
          for (const values of requests) {
            const expected = await observe(engine, values, slow);
            expect(await observe(indexed, values, slow)).toEqual(expected);
            expect(await observe(indexed.spotCheck, values, slow)).toEqual(expected);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  const numbered = (count: number) =>
    formulas(
      Array.from({ length: count }, (_, index) =>
        all(
          compare({ fact: 'a', operator: 'is', value: `v${index}` }),
          compare({ fact: 'b', operator: 'at_least', value: index % 5 }),
        ),
      ),
    );
  const runsOf = async (matcher: Matcher, values: Readonly<Record<string, Reading>>) => {
    const run = vi.spyOn(Engine.prototype, 'run');
    try {
      const result = await matcher.match(readingsOf(values));
      return { result, runs: run.mock.calls.length };
    } finally {
      run.mockRestore();
    }
  };

  it('gives the engine the rules that can still match, and no others', async () => {
    const matcher = createIndexedMatcher(numbered(2000), { first: true, unknownAs: false });
    // The first rule is where `a` is read; the rule that names the value is the only other one.
    expect(await runsOf(matcher, { a: known('v1777'), b: known(9) })).toEqual({ result: [1777], runs: 2 });
    expect(await runsOf(matcher, { a: known('v1777'), b: known(1) })).toEqual({ result: [], runs: 2 });
    expect(await runsOf(matcher, { a: known('none'), b: known(9) })).toEqual({ result: [], runs: 1 });
    expect(await runsOf(matcher, { a: missing, b: known(9) })).toEqual({ result: [], runs: 1 });
  });

  it('gives the engine every constraint whose fact is unknown', async () => {
    const matcher = createIndexedMatcher(numbered(20), { first: false, unknownAs: true });
    const { result, runs } = await runsOf(matcher, { a: failed, b: known(9) });
    expect(result).toHaveLength(20);
    expect(runs).toBe(20);
  });

  it('leaves rules out by thresholds too, and by facts behind others', async () => {
    const rules = formulas(
      Array.from({ length: 100 }, (_, index) =>
        all(
          compare({ fact: 'a', operator: 'above', value: index % 2 }),
          compare({ fact: 'b', operator: 'one_of', value: [`v${index}`, 'always'] }),
        ),
      ),
    );
    const matcher = createIndexedMatcher(rules, { first: false, unknownAs: false });
    expect(await runsOf(matcher, { a: known(0), b: known('v3') })).toEqual({ result: [], runs: 1 });
    expect(await runsOf(matcher, { a: known(1), b: known('v4') })).toEqual({ result: [4], runs: 2 });
    expect(await runsOf(matcher, { a: known(2), b: known('always') })).toMatchObject({ runs: 100 });
  });

  it('leaves a rule out when every branch of its any is settled', async () => {
    const rules = formulas(
      Array.from({ length: 500 }, (_, index) =>
        any(
          compare({ fact: 'a', operator: 'is', value: `v${index}` }),
          all(
            compare({ fact: 'a', operator: 'is', value: `w${index}` }),
            compare({ fact: 'b', operator: 'at_least', value: 5 }),
          ),
        ),
      ),
    );
    const matcher = createIndexedMatcher(rules, { first: true, unknownAs: false });
    expect(await runsOf(matcher, { a: known('v321'), b: known(9) })).toEqual({ result: [321], runs: 2 });
    expect(await runsOf(matcher, { a: known('w321'), b: known(9) })).toEqual({ result: [321], runs: 2 });
    expect(await runsOf(matcher, { a: known('w321'), b: known(1) })).toEqual({ result: [], runs: 2 });
    expect(await runsOf(matcher, { a: known('none'), b: known(9) })).toEqual({ result: [], runs: 1 });
  });

  it('checks other rules each time that the index left out, until all were', async () => {
    const { spotCheck } = createIndexedMatcher(numbered(40), { first: false, unknownAs: false });
    const counts: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      counts.push((await runsOf(spotCheck, { a: known('none'), b: known(1) })).runs);
    }
    expect(counts).toEqual([8, 9, 9, 9, 9]);
  });

  it('decides for values that look like parts of an object', async () => {
    const values = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const rules = formulas(values.map((value) => compare({ fact: 'a', operator: 'is', value })));
    const matcher = createIndexedMatcher(rules, { first: true, unknownAs: false });
    for (const [index, value] of values.entries()) {
      expect(await matcher.match(readingsOf({ a: known(value) }))).toEqual([index]);
    }
    expect(await matcher.match(readingsOf({ a: known('valueOf') }))).toEqual([]);
  });
});
