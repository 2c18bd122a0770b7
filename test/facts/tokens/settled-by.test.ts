import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settledBy } from '../../../src/facts/tokens/settled-by.js';
import type { Comparison } from '../../../src/policy/condition.js';
import { prepareComparison } from '../../../src/rules/comparison-test.js';

const number = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 60 }).map((half) => half / 2),
);
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({
    fact: fc.constant('it'),
    operator: fc.constantFrom('is' as const, 'is_not' as const, 'below' as const, 'at_most' as const),
    value: number,
  }),
  fc.record({
    fact: fc.constant('it'),
    operator: fc.constantFrom('above' as const, 'at_least' as const),
    value: number,
  }),
  fc.record({
    fact: fc.constant('it'),
    operator: fc.constantFrom('one_of' as const, 'none_of' as const),
    value: fc.array(number, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    fact: fc.constant('it'),
    operator: fc.constant('between' as const),
    value: fc.tuple(number, number),
  }),
  fc.record({ fact: fc.constant('it'), operator: fc.constant('exists' as const), value: fc.boolean() }),
);

describe('a range of counts', () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 32 }));

  it('is settled only when no comparison tells two of its counts apart, whatever numbers the policy has', () => {
    fc.assert(
      fc.property(fc.array(comparison, { maxLength: 5 }), range, (comparisons, ends) => {
        const [least, most] = [Math.min(...ends), Math.max(...ends)];
        const tests = comparisons.map(prepareComparison);
        const counts = Array.from({ length: most - least + 1 }, (_, index) => least + index);
        const classes = counts.map((value) => tests.map((test) => test.truth({ known: true, value })).join());
        fc.pre(settledBy(comparisons)(least, most));
        expect(new Set(classes).size).toBe(1);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['below', 10, [0, 9], [10, 99], [9, 10]],
    ['at_least', 9.5, [0, 9], [10, 99], [9, 10]],
    ['at_most', 10, [0, 10], [11, 99], [10, 11]],
    ['above', 10.5, [0, 10], [11, 99], [10, 11]],
  ] as const)('is settled on either side of %s %d, and not across it', (operator, value, under, over, across) => {
    const isSettled = settledBy([{ fact: 'it', operator, value }]);
    const settled = [under, over, across].map(([least, most]) => isSettled(least, most));
    expect(settled).toEqual([true, true, false]);
  });

  it('is settled whatever it is when nothing is compared', () => {
    expect(settledBy([])(0, 2 ** 40)).toBe(true);
  });
});
