import type { BudgetFact } from '../policy/policy-document.generated.js';
import { andThen } from './and-then.js';
import type { FactSource } from './fact-source.js';
import type { Reading } from './reading.js';

/** How much of a budget is used: a measure of the world, which a fixture gives as any other fact. */
export const budgetSource: FactSource<BudgetFact> = {
  from: 'budget',
  cost: 4,
  prepare({ of }) {
    return ({ request, world }) => {
      const used = world?.budgetUse?.(of, request.attributes);
      return used === undefined ? noBudgets : andThen(used, readingOf);
    };
  },
};

const noBudgets: Reading = { known: false, reason: 'missing', detail: 'no budgets are kept here' };

/** Percent to two decimals, rounded down: 100 means that nothing is left. */
function readingOf(percent: number | undefined): Reading {
  if (percent === undefined) return { known: false, reason: 'failed', detail: 'the store does not answer' };
  return { known: true, value: Math.floor(percent * 100) / 100 };
}
