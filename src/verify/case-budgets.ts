import { type BudgetLedger, createBudgetLedger } from '../execute/live/budget-ledger.js';
import { createStoreGuard } from '../execute/live/store-guard.js';
import type { FactWorld } from '../facts/fact-world.js';
import type { Policy } from '../policy/policy.js';
import type { Attributes } from '../request/routing-request.js';
import type { Runtime } from '../runtime.js';
import { createMemoryStore } from '../store/memory-store.js';
import { accountsOf } from '../usage/budget-accounts.js';

/** Percent of each budget that is used before a case, by name. */
export type BudgetsUsed = Readonly<Record<string, number>>;

/** What facts on budgets read in a case that states how much is used; undefined in one that does not. */
export function caseWorld(budgets: BudgetsUsed | undefined): FactWorld | undefined {
  return budgets && { budgetUse: (name) => (Object.hasOwn(budgets, name) ? budgets[name] : 0) };
}

/** A ledger of which so much is used, for the key of one request. */
export async function caseLedger(
  policy: Policy,
  attributes: Attributes,
  used: BudgetsUsed,
  runtime: Runtime,
): Promise<BudgetLedger> {
  const store = createMemoryStore(runtime).budgets;
  for (const [name, percent] of Object.entries(used)) {
    const budget = policy.budgets.get(name);
    const accounts = budget === undefined ? [] : accountsOf(budget, attributes, runtime.now());
    const holds = accounts.map(({ id, limit, keepMs }) => ({ account: id, amount: 0, limit, keepMs }));
    await store.reserve({ id: name, leaseMs: 1, holds });
    await store.settle(
      name,
      accounts.map(({ limit }) => Math.floor((limit * percent) / 100)),
    );
  }
  const silent = (): void => {};
  return createBudgetLedger(store, createStoreGuard(runtime, silent), runtime, silent);
}
