import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { Lint } from './lint.js';

/** A tenth of what the cheapest models cost, and far above what one token of the dearest costs: USD per million tokens. */
const suspicious = 0.001;

/** A price so small that it is that of one token, as providers' interfaces write it. */
export const pricePerToken: Lint = ({ compiled: { policy } }) =>
  [...policy.models.values()].flatMap((slot) => deploymentsOf(slot).flatMap(finding).slice(0, 1));

function finding({ name, price, place }: ModelSlot): readonly Diagnostic[] {
  const part = (['prompt', 'completion'] as const).find((key) => isSuspicious(price?.[key]));
  if (part === undefined) return [];
  const usd = price?.[part] ?? 0;
  return [
    {
      code: 'price-per-token',
      severity: 'warning',
      message: `model slot "${name}" costs ${plain(usd)} USD per million ${part} tokens`,
      help: `prices are USD per million tokens: if this is the price of one token, write ${plain(usd * 1e6)}`,
      place,
    },
  ];
}

function isSuspicious(usd: number | undefined): boolean {
  return usd !== undefined && usd > 0 && usd < suspicious;
}

/** Without an exponent. */
function plain(usd: number): string {
  return usd.toLocaleString('en', { maximumSignificantDigits: 6, useGrouping: false });
}
