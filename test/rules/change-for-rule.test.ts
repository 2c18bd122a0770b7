import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import { decisiveGoals, type NearRule, nearestRule } from '../../src/rules/change-for-rule.js';
import { policyClasses } from '../../src/rules/policy-classes.js';
import { ChangeSearch } from '../../src/rules/smallest-change.js';
import { compileText } from '../support/policies.js';
import { factNames } from '../support/some-conditions.js';
import { somePolicy } from '../support/some-policies.js';

const someReading: fc.Arbitrary<Reading> = fc.oneof(
  fc.integer({ min: -4, max: 6 }).map((value) => ({ known: true as const, value })),
  fc.constant<Reading>({ known: false, reason: 'missing' }),
);
const someReadings = fc.record(Object.fromEntries(factNames.map((name) => [name, someReading])));

describe('the nearest rule', () => {
  it('is the nearest of those that are searched for one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        somePolicy,
        someReadings,
        fc.option(fc.nat(2), { nil: undefined }),
        async (text, read, decided) => {
          const compiled = await compileText(text);
          const readings = new Map(Object.entries(read));
          let nearest: NearRule | undefined;
          for (const ruleIndex of compiled.rules.keys()) {
            if (ruleIndex === decided) continue;
            const search = new ChangeSearch(readings, policyClasses(compiled));
            const found = search.find(decisiveGoals(compiled, ruleIndex), nearest);
            if (found !== undefined) nearest = { ...found, ruleIndex };
          }
          expect(nearestRule(compiled, decided, readings)).toEqual(nearest);
        },
      ),
      { numRuns: 300 },
    );
  });
});
