import type { ChatCompletion } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import type { RequestBudgets } from '../../src/execute/live/request-budgets.js';
import type { Provider } from '../../src/execute/provider.js';
import type { NotApplied } from '../../src/plan/execution-plan.js';
import type { Budget } from '../../src/policy/budget.js';
import type { BudgetAccount } from '../../src/usage/budget-accounts.js';
import { complete, contextOf, planOf, slotOf } from '../support/execution.js';

const provider: Provider = {
  complete: async ({ body }) => ({
    value: {
      id: 'c-1',
      model: body.model,
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
    } as ChatCompletion,
  }),
  stream: () => Promise.reject(new Error('not asked')),
};

const unjudged: NotApplied = { setting: 'escalate', because: 'answers of this plan are not judged' };
const late: NotApplied = { setting: 'stream.on_interrupt', because: 'this plan is cheap' };
const balanced = (slot: string) => ({ slot, by: 'weight', order: [] }) as const;

/** Has no room for the first reservation. */
function budgetsFullOnce(): RequestBudgets {
  const budget = { name: 'day', onExceeded: { kind: 'tier', tier: { name: 'saver' } } } as unknown as Budget;
  const account = { id: 'a', budget, key: '', unit: 'usd', limit: 1, resetsAt: 0, keepMs: 0 } satisfies BudgetAccount;
  let asked = 0;
  return {
    reserve() {
      asked += 1;
      if (asked > 1) return undefined;
      return { kind: 'exceeded', account, amount: 2, state: { spent: 0, held: 0 } as never };
    },
    settle() {},
    giveBack() {},
  };
}

describe('the report of a request that a budget degraded', () => {
  it('tells of the plan that was followed, and nothing of the one that was left', async () => {
    const left = { ...planOf(), notApplied: [unjudged], balanced: [balanced('fast')] };
    const followed = { ...planOf({ slots: [slotOf('saver')] }), notApplied: [late], balanced: [balanced('saver')] };
    const context = contextOf(provider, { budgets: budgetsFullOnce(), degrade: () => followed });
    const { routing } = await complete(left, context);
    expect(routing.attempts.map(({ slot }) => slot)).toEqual(['saver']);
    expect(routing).toMatchObject({
      ...{ degraded: { budget: 'day', tier: 'saver' }, not_applied: [late], balanced: [balanced('saver')] },
    });
  });
});
