import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import type { Comparison } from '../../src/policy/condition.js';
import { ClassDomain } from '../../src/rules/class-domain.js';
import { partitionReadings } from '../../src/rules/class-partition.js';
import { runsHave, runsOf, runsWithout } from '../../src/rules/class-runs.js';
import { prepareComparison } from '../../src/rules/comparison-test.js';
import { ReadingIndex } from '../../src/rules/reading-index.js';
import { failed, known, missing } from '../support/conditions.js';
import { numberComparison } from '../support/some-conditions.js';

const word = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d', '\ude00'), maxLength: 3 });
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  numberComparison,
  fc
    .tuple(fc.constantFrom('starts_with' as const, 'ends_with' as const, 'contains' as const), word)
    .map(([operator, value]) => ({ fact: 'x', operator, value })),
  fc
    .tuple(fc.constantFrom('is' as const, 'is_not' as const), word)
    .map(([operator, value]) => ({ fact: 'x', operator, value })),
  fc
    .tuple(fc.constantFrom('one_of' as const, 'none_of' as const), fc.array(word, { maxLength: 3 }))
    .map(([operator, value]) => ({ fact: 'x', operator, value })),
  fc.boolean().map((value) => ({ fact: 'x', operator: 'exists' as const, value })),
);
const reading: fc.Arbitrary<Reading> = fc.oneof(
  fc.integer({ min: -4, max: 4 }).map(known),
  word.map(known),
  fc.array(word, { maxLength: 2 }).map(known),
  fc.boolean().map(known),
  fc.constantFrom(missing, failed),
);

describe('an index of readings', () => {
  it('gives every reading the truth that the comparison has for it', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 12 }), comparison, (readings, compared) => {
        const { truth } = prepareComparison(compared);
        const { holding, failing, unknown } = new ReadingIndex(readings).truths(compared);
        for (const [index, each] of readings.entries()) {
          const inRuns = [holding, failing, unknown].map((runs) => runsHave(runs, index));
          const wanted = truth(each);
          expect(inRuns).toEqual([wanted === true, wanted === false, wanted === undefined]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tells readings apart exactly as the comparisons do', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 12 }), fc.array(comparison, { maxLength: 6 }), (readings, made) => {
        const plain = new Map<string, Reading[]>();
        for (const each of readings) {
          const truths = made.map((one) => String(prepareComparison(one).truth(each))).join();
          plain.set(truths, [...(plain.get(truths) ?? []), each]);
        }
        expect(partitionReadings(readings, made)).toEqual([...plain.values()]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the classes that are left for a fact', () => {
  const numbers = fc.uniqueArray(fc.nat(99), { maxLength: 60 }).map((list) => list.toSorted((a, b) => a - b));

  it('are those of a set', () => {
    fc.assert(
      fc.property(numbers, numbers, (kept, asked) => {
        const domain = ClassDomain.full(100).within([runsOf(kept)]);
        expect(domain.members()).toEqual(kept);
        expect(domain.size).toBe(kept.length);
        const both = kept.filter((number) => asked.includes(number));
        expect(domain.meets(runsOf(asked))).toBe(both.length > 0);
        expect(domain.within([runsOf(asked)]).members()).toEqual(both);
        const others = kept.filter((number) => !both.includes(number));
        expect(runsWithout(runsOf(kept), runsOf(both))).toEqual(runsOf(others));
      }),
    );
  });
});
