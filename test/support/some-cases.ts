import * as fc from 'fast-check';
import { factNames } from './some-conditions.js';

const someValue = fc.option(fc.integer({ min: -4, max: 6 }), { nil: null });

const someFacts = fc.record(Object.fromEntries(factNames.map((name) => [name, someValue])));

/** Cases for `somePolicy`, as the items of `cases:`, whatever comes of them. */
export const someCases: fc.Arbitrary<string> = fc
  .array(someFacts, { minLength: 1, maxLength: 6 })
  .map((cases) =>
    cases
      .map((facts, index) => `  - ${JSON.stringify({ name: `case ${index}`, facts, expect: { reason: 'rule' } })}\n`)
      .join(''),
  );
