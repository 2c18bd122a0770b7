import type { Price } from '../policy/policy-document.generated.js';
import type { Usage } from './usage.js';

/** What something cost, and how that is known. */
export interface Cost {
  readonly usd: number;
  /** reported: by the provider. computed: from the policy's prices, wholly or in part. */
  readonly source: 'reported' | 'computed';
}

/** An attempt that was refused, or never left: nothing was generated, so nothing is charged. */
export const noCost: Cost = { usd: 0, source: 'computed' };

const tokensPerPrice = 1_000_000;

/**
 * As the provider reported it; else computed from the slot's price (USD per million tokens); else undefined.
 * Each token is charged once: cached and written tokens are parts of the prompt, reasoning tokens of the completion, and
 * a part never counts for more than its whole.
 */
export function costOf(usage: Usage | undefined, price: Price | undefined): Cost | undefined {
  if (usage?.reported_cost_usd !== undefined) return { usd: usage.reported_cost_usd, source: 'reported' };
  if (price === undefined || usage?.prompt_tokens === undefined || usage.completion_tokens === undefined) {
    return undefined;
  }
  const cachedRead = Math.min(usage.cached_read_tokens ?? 0, usage.prompt_tokens);
  const cacheWrite = Math.min(usage.cache_write_tokens ?? 0, usage.prompt_tokens - cachedRead);
  const reasoning = Math.min(usage.reasoning_tokens ?? 0, usage.completion_tokens);
  const charged =
    (usage.prompt_tokens - cachedRead - cacheWrite) * price.prompt +
    cachedRead * (price.cached_read ?? price.prompt) +
    cacheWrite * (price.cache_write ?? price.prompt) +
    (usage.completion_tokens - reasoning) * price.completion +
    reasoning * (price.reasoning ?? price.completion);
  return { usd: charged / tokensPerPrice, source: 'computed' };
}

/** The sum; undefined when any part is unknown, and computed when any part is. Nothing at all costs nothing. */
export function sumCosts(costs: readonly (Cost | undefined)[]): Cost | undefined {
  let sum: Cost | undefined;
  for (const cost of costs) {
    if (cost === undefined) return undefined;
    sum = sum === undefined || sum === noCost ? cost : cost === noCost ? sum : add(sum, cost);
  }
  return sum ?? noCost;
}

function add(a: Cost, b: Cost): Cost {
  const source = a.source === 'computed' || b.source === 'computed' ? 'computed' : 'reported';
  return { usd: a.usd + b.usd, source };
}
