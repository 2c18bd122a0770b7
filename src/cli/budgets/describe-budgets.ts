import type { Paint } from '../../diagnostics/paint.js';
import { textTable } from '../text-table.js';
import type { BudgetUse } from './budget-use.js';

const titles = ['budget', 'key ', 'per ', 'spent', 'held', 'limit', 'used', 'resets '];

/** A line for each, as a table. */
export function describeBudgets(uses: readonly BudgetUse[], paint: Paint): string {
  return textTable({ titles, rows: uses.map((use) => rowOf(use)) }, paint.dim);
}

function rowOf({ budget, key, per, unit, spent, held, limit, used, resets }: BudgetUse): readonly string[] {
  return [
    budget,
    shownKey(key),
    per,
    amount(spent, unit),
    amount(held, unit),
    limit === undefined ? '?' : amount(limit, unit),
    used === undefined ? '?' : `${used} %`,
    resets === undefined ? '?' : resets.replace(/:\d\d\.\d{3}Z$/, 'Z').replace('T', ' '),
  ];
}

/** Keys come from callers: what does not print as it is stands in quotes. */
function shownKey(key: string): string {
  return key === '' || /^[\x21-\x7e]+$/.test(key) ? key : JSON.stringify(key);
}

function amount(value: number, unit: BudgetUse['unit']): string {
  switch (unit) {
    case 'usd':
      return `${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 })} USD`;
    case 'tokens':
      return `${value.toLocaleString('en-US')} tok`;
    case 'requests':
      return `${value.toLocaleString('en-US')} req`;
    default:
      return unit satisfies never;
  }
}
