import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import { createDirectMatcher } from '../../src/rules/direct-matcher.js';
import { createMatcher } from '../../src/rules/engine.js';
import { formulaOf } from '../../src/rules/formula.js';
import { failed, known, missing, namesRead, readingsOf } from '../support/conditions.js';
import { someCondition } from '../support/some-conditions.js';

const someReading = fc.oneof(fc.integer({ min: -4, max: 4 }).map(known), fc.constantFrom<Reading>(missing, failed));
const costs: Readonly<Record<string, number>> = { a: 0, b: 3, c: 5 };

describe('the direct matcher', () => {
  it('finds what the engine finds, and reads the same facts in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someCondition, { minLength: 1, maxLength: 5 }),
        fc.record({ a: someReading, b: someReading, c: someReading }),
        fc.constantFrom({ first: true, unknownAs: false }, { first: false, unknownAs: true }),
        fc.boolean(),
        async (conditions, values, options, slow) => {
          const formulas = conditions.map((condition) => formulaOf(condition, (fact) => costs[fact] ?? 0));
          const delay = slow ? () => Promise.resolve() : undefined;
          const [direct, engine] = [readingsOf(values, delay), readingsOf(values, delay)];
          expect(await createDirectMatcher(formulas, options).match(direct)).toEqual(
            await createMatcher(formulas, options).match(engine),
          );
          expect(namesRead(direct)).toEqual(namesRead(engine));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('holds for a condition without parts', async () => {
    const always = { kind: 'all', parts: [], cost: 0 } as const;
    expect(await createDirectMatcher([always], { first: true, unknownAs: false }).match(readingsOf({}))).toEqual([0]);
  });
});
