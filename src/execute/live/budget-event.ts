import type { BudgetUnit } from '../../usage/budget-accounts.js';

/** A budget for one key in the present stretch of time. */
export interface BudgetName {
  readonly budget: string;
  /** Value of the budget's key; empty where it has none, `(none)` for requests without it. */
  readonly key: string;
  readonly unit: BudgetUnit;
  /** USD, tokens or requests. */
  readonly limit: number;
  /** When it begins anew: milliseconds since the epoch. */
  readonly resetsAt: number;
}

/** More than `warn_at` of a budget is used, what is reserved included. Told once for each stretch of time and key. */
export interface BudgetWarning extends BudgetName {
  readonly type: 'budget-warning';
  /** Percent of the limit. */
  readonly used: number;
}

/** A request did not fit. */
export interface BudgetExceeded extends BudgetName {
  readonly type: 'budget-exceeded';
  /** Spent and reserved, in USD, tokens or requests. */
  readonly used: number;
  /** What the request would have reserved. */
  readonly asked: number;
}

/** A provider charged more than the upper bound that was reserved: the limit may be exceeded by so much. */
export interface BudgetExcess extends BudgetName {
  readonly type: 'budget-excess';
  /** In USD, tokens or requests. */
  readonly by: number;
}

export type BudgetEvent = BudgetWarning | BudgetExceeded | BudgetExcess;
