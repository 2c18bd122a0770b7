import { keyAt } from '../facts/attribute-path.js';
import type { Budget } from '../policy/budget.js';
import type { Attributes } from '../request/routing-request.js';
import { budgetWindow } from './budget-window.js';

/** What a budget counts: USD in billionths, tokens, or requests. Whole numbers, so that sums are exact. */
export type BudgetUnit = 'usd' | 'tokens' | 'requests';

/** One limit of one budget for one key in one stretch of time. */
export interface BudgetAccount {
  /** What it is kept under in a store. */
  readonly id: string;
  readonly budget: Budget;
  /** Value of the budget's key; empty where it has none. */
  readonly key: string;
  readonly unit: BudgetUnit;
  /** In the unit. */
  readonly limit: number;
  /** When it begins anew: milliseconds since the epoch. */
  readonly resetsAt: number;
  /** How long it is of use after now, in milliseconds: to its end and as long again, should a clock be set back. */
  readonly keepMs: number;
}

const nanosPerUsd = 1e9;

/** Whole billionths of a USD. */
export function usdToNanos(usd: number): number {
  return Math.round(usd * nanosPerUsd);
}

export function nanosToUsd(nanos: number): number {
  return nanos / nanosPerUsd;
}

/** What requests without the key of a budget count under. */
const noKey = '(none)';

/** Windows by budget: the calendar is asked once for each. */
const windows = new WeakMap<Budget, { readonly start: number; readonly end: number }>();

/** The accounts of a budget that a request counts in, at a moment. */
export function accountsOf(budget: Budget, attributes: Attributes, now: number): readonly BudgetAccount[] {
  const { start, end } = windowOf(budget, now);
  const key = keyOf(budget, attributes);
  return limitsOf(budget).map(([unit, limit]) => ({
    id: accountId({ budget: budget.name, unit, per: budget.per, start, key }),
    budget,
    key,
    unit,
    limit,
    resetsAt: end,
    keepMs: end - now + (end - start),
  }));
}

function windowOf(budget: Budget, now: number): { readonly start: number; readonly end: number } {
  const known = windows.get(budget);
  if (known !== undefined && now >= known.start && now < known.end) return known;
  const window = budgetWindow(budget.per, budget.timezone, now);
  windows.set(budget, window);
  return window;
}

export function limitsOf({ limitUsd, limitTokens, limitRequests }: Budget): readonly (readonly [BudgetUnit, number])[] {
  const limits: [BudgetUnit, number][] = [];
  if (limitUsd !== undefined) limits.push(['usd', usdToNanos(limitUsd)]);
  if (limitTokens !== undefined) limits.push(['tokens', limitTokens]);
  if (limitRequests !== undefined) limits.push(['requests', limitRequests]);
  return limits;
}

function keyOf({ key }: Budget, attributes: Attributes): string {
  return key === undefined ? '' : (keyAt(attributes, key) ?? noKey);
}

/** The parts of an account's id. */
export interface AccountName {
  readonly budget: string;
  readonly unit: BudgetUnit;
  readonly per: Budget['per'];
  /** Of the stretch of time: milliseconds since the epoch. */
  readonly start: number;
  /** Empty where the budget has none. */
  readonly key: string;
}

function accountId({ budget, unit, per, start, key }: AccountName): string {
  return `${budget}|${unit}|${per}|${new Date(start).toISOString()}|${key}`;
}

/** Undefined for what is no id of an account. */
export function parseAccountId(id: string): AccountName | undefined {
  const match = /^([^|]+)\|(usd|tokens|requests)\|(minute|hour|day|week|month)\|([^|]+)\|(.*)$/s.exec(id);
  if (match === null) return undefined;
  const [, budget = '', unit, per, start = '', key = ''] = match;
  return { budget, unit: unit as BudgetUnit, per: per as Budget['per'], start: Date.parse(start), key };
}
