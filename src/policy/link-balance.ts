import { checkPath } from './check-path.js';
import type { ModelSlot } from './model-slot.js';
import type { Balance, BalanceChoice } from './policy-document.generated.js';
import { child, keyPlace, type Located, soundChild } from './policy-file.js';
import type { Report } from './report.js';
import type { BalanceSettings } from './route-settings.js';

/** `balance: measured` is short for `balance: { by: measured }`. */
export function linkBalance(at: Located<BalanceChoice> | undefined, report: Report): BalanceSettings | undefined {
  if (at === undefined) return undefined;
  if (typeof at.value === 'string') return { by: at.value };
  const { by = 'weight', key } = at.value;
  checkPath(soundChild(at as Located<Balance>, 'key'), report);
  return { by, ...(key !== undefined && { key }) };
}

/** Balancing means something only where a slot has several deployments. */
export function checkBalance(
  at: Located<{ readonly balance?: BalanceChoice }>,
  chain: readonly ModelSlot[],
  report: Report,
): void {
  const balance = child(at, 'balance');
  if (balance === undefined || new Set(chain.map((slot) => slot.name)).size < chain.length) return;
  report(
    'invalid-value',
    '`balance` has no effect: no model of this chain has several deployments',
    keyPlace(balance),
    {
      help: 'remove it, or give a model slot of this chain `deployments`',
    },
  );
}
