import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadFacts } from '../../src/decide/unread-facts.js';
import type { FactRead } from '../../src/rules/fact-readings.js';
import { known } from '../support/conditions.js';

const reads = (order: readonly string[]): FactRead | undefined =>
  order.reduceRight<FactRead | undefined>((next, name) => ({ name, reading: known(1), next }), undefined);

describe('the facts that a request did not read', () => {
  it('are those that are left, however many orders of reading there are', () => {
    const names = Array.from({ length: 40 }, (_, index) => `f${index}`);
    const unread = new UnreadFacts(names);
    fc.assert(
      fc.property(fc.shuffledSubarray(names), (order) => {
        const left = names.filter((name) => !order.includes(name));
        expect(unread.after(reads(order))).toEqual(left);
      }),
      { numRuns: 300 },
    );
  });
});
