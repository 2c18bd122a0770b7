import type { AccountState } from '../../execute/store.js';
import type { Budget } from '../../policy/budget.js';
import type { Policy } from '../../policy/policy.js';
import { type BudgetUnit, limitsOf, nanosToUsd, parseAccountId } from '../../usage/budget-accounts.js';
import { budgetWindow } from '../../usage/budget-window.js';

/** One limit of a budget, for one key and one stretch of time, as the store has it. Amounts are in USD, tokens or requests. */
export interface BudgetUse {
  readonly budget: string;
  /** Empty where the budget has none; `(none)` for requests without it. */
  readonly key: string;
  readonly unit: BudgetUnit;
  readonly per: Budget['per'];
  /** When the stretch of time begins: ISO 8601. */
  readonly from: string;
  /** When it ends; undefined when no policy here has the budget. */
  readonly resets?: string;
  readonly spent: number;
  /** Reserved by attempts that are under way. */
  readonly held: number;
  /** Undefined when no policy here has the budget. */
  readonly limit?: number;
  /** Percent of the limit that is spent or held. */
  readonly used?: number;
  /** Whether it counts now; a budget that no policy here has is taken to. */
  readonly current: boolean;
  /** What the store keeps it under. */
  readonly account: string;
}

/** What a store keeps of budgets, with the limits of these policies; sorted by budget, key and time. */
export function budgetUses(
  accounts: readonly (AccountState & { readonly account: string })[],
  policies: readonly Pick<Policy, 'budgets'>[],
  now: number,
): readonly BudgetUse[] {
  const budgets = new Map(policies.flatMap((policy) => [...policy.budgets]));
  return accounts
    .flatMap((state) => useOf(state, budgets, now) ?? [])
    .sort(
      (a, b) =>
        compare(a.budget, b.budget) || compare(a.key, b.key) || compare(a.from, b.from) || compare(a.unit, b.unit),
    );
}

function useOf(
  { account, spent, held }: AccountState & { readonly account: string },
  budgets: ReadonlyMap<string, Budget>,
  now: number,
): BudgetUse | undefined {
  const name = parseAccountId(account);
  if (name === undefined) return undefined;
  const { budget, key, unit, per, start } = name;
  const inUnit = (amount: number): number => (unit === 'usd' ? nanosToUsd(amount) : amount);
  const kept = {
    budget,
    key,
    unit,
    per,
    from: new Date(start).toISOString(),
    spent: inUnit(spent),
    held: inUnit(held),
  };
  const declared = budgets.get(budget);
  const limit = declared?.per === per ? limitsOf(declared).find(([each]) => each === unit)?.[1] : undefined;
  if (declared === undefined || limit === undefined) return { ...kept, current: true, account };
  const { end } = budgetWindow(per, declared.timezone, start);
  return {
    ...kept,
    resets: new Date(end).toISOString(),
    limit: inUnit(limit),
    used: Math.floor(((spent + held) / limit) * 10_000) / 100,
    current: start <= now && now < end,
    account,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
