import type { Price } from '../policy/policy-document.generated.js';
import { ratesFor } from './price-rates.js';
import type { Usage } from './usage.js';

/** What something cost, and how that is known. */
export interface Cost {
  readonly usd: number;
  /** reported: by the provider. computed: from the policy's prices, wholly or in part. */
  readonly source: 'reported' | 'computed';
}

/** An attempt that was refused, or never left: nothing was generated, so nothing is charged. */
export const noCost: Cost = { usd: 0, source: 'computed' };

/** What each part of an attempt came to: tokens in millionths of a USD, request and images in USD. */
export interface Charges {
  /** Of the prompt: neither read from a cache nor written to one. */
  readonly prompt: number;
  readonly cached_read: number;
  readonly cache_write: number;
  /** Of the answer: no reasoning. */
  readonly completion: number;
  readonly reasoning: number;
  /** For the request itself. */
  readonly request: number;
  readonly images: number;
}

const tokensPerPrice = 1_000_000;

/**
 * As the provider reported it; else computed from the slot's price; else undefined.
 * `images`: in the prompt; undefined when there is no saying, and then a price for images leaves the cost unknown.
 */
export function costOf(usage: Usage | undefined, price: Price | undefined, images?: number): Cost | undefined {
  if (usage?.reported_cost_usd !== undefined) return { usd: usage.reported_cost_usd, source: 'reported' };
  const charges = chargesOf(usage, price, images);
  if (charges === undefined) return undefined;
  const { request, images: forImages, ...tokens } = charges;
  const usd = Object.values(tokens).reduce((sum, part) => sum + part, 0) / tokensPerPrice + request + forImages;
  return { usd, source: 'computed' };
}

/**
 * By the rates for a prompt of this length. Each token is charged once: cached and written tokens are parts of the
 * prompt, reasoning tokens of the completion, and a part never counts for more than its whole.
 */
export function chargesOf(usage: Usage | undefined, price: Price | undefined, images?: number): Charges | undefined {
  if (price === undefined || usage?.prompt_tokens === undefined || usage.completion_tokens === undefined) {
    return undefined;
  }
  const perImage = price.image ?? 0;
  if (perImage > 0 && images === undefined) return undefined;
  const rates = ratesFor(price, usage.prompt_tokens);
  const cachedRead = Math.min(usage.cached_read_tokens ?? 0, usage.prompt_tokens);
  const cacheWrite = Math.min(usage.cache_write_tokens ?? 0, usage.prompt_tokens - cachedRead);
  const reasoning = Math.min(usage.reasoning_tokens ?? 0, usage.completion_tokens);
  return {
    prompt: (usage.prompt_tokens - cachedRead - cacheWrite) * rates.prompt,
    cached_read: cachedRead * rates.cachedRead,
    cache_write: cacheWrite * rates.cacheWrite,
    completion: (usage.completion_tokens - reasoning) * rates.completion,
    reasoning: reasoning * rates.reasoning,
    request: price.request ?? 0,
    images: (images ?? 0) * perImage,
  };
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
