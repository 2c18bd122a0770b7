import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageItems } from '../../../src/verify/coverage/coverage-items.js';
import { exercisedBy } from '../../../src/verify/coverage/exercised.js';
import { OpenItems } from '../../../src/verify/coverage/open-items.js';
import { someCases } from '../../support/some-cases.js';
import { somePolicy } from '../../support/some-policies.js';
import { runText } from '../run-text.js';

describe('the items that no case has exercised yet', () => {
  it('are those that come of holding each item against each case', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, someCases, async (policy, cases) => {
        const { suite, results } = await runText(policy, cases);
        const items = coverageItems(suite.compiled);
        const open = new OpenItems(items, suite.compiled);
        let left = items;
        for (const result of results) {
          const { covers } = exercisedBy(result, suite.compiled);
          const taken = open.take(result);
          expect(new Set(taken)).toEqual(new Set(left.filter(covers)));
          expect(taken).toHaveLength(new Set(taken).size);
          left = left.filter((item) => !covers(item));
          expect([...open.left]).toEqual(left);
        }
      }),
      { numRuns: 80 },
    );
  });
});
