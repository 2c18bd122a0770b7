import type { Price } from '../policy/policy-document.generated.js';
import { type Rates, ratesFor, tierPrice } from './price-rates.js';
import type { Usage } from './usage.js';

/** What something cost, and how that is known. */
export interface Cost {
  readonly usd: number;
  /** reported: by the provider. computed: from the policy's prices, wholly or in part. */
  readonly source: 'reported' | 'computed';
}

/** An attempt that was refused, or never left: nothing was generated, so nothing is charged. */
export const noCost: Cost = { usd: 0, source: 'computed' };

/** What each part of an attempt came to: tokens in millionths of a USD, the others in USD. */
export interface Charges {
  /** Of the prompt: what no other part of it is. */
  readonly prompt: number;
  readonly cached_read: number;
  readonly cache_write: number;
  readonly cache_write_1h: number;
  readonly audio_prompt: number;
  /** Of the answer: what no other part of it is. */
  readonly completion: number;
  readonly reasoning: number;
  readonly audio_completion: number;
  readonly image_completion: number;
  /** For the request itself. */
  readonly request: number;
  /** In the prompt. */
  readonly images: number;
  readonly web_searches: number;
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
  const { request, images: forImages, web_searches: forSearches, ...tokens } = charges;
  const usd = Object.values(tokens).reduce((sum, part) => sum + part, 0) / tokensPerPrice;
  return { usd: usd + request + forImages + forSearches, source: 'computed' };
}

/**
 * By the rates for a prompt of this length in the service tier that served it. Each token is charged once: a part never
 * counts for more than is left of its whole. Undefined when something was used that the price does not name.
 */
export function chargesOf(usage: Usage | undefined, price: Price | undefined, images?: number): Charges | undefined {
  if (price === undefined || usage === undefined) return undefined;
  const tokens = tokensByKind(usage);
  const served = tierPrice(price, usage.service_tier);
  const beside = chargesBesideTokens(usage, price, images);
  if (tokens === undefined || served === undefined || beside === undefined) return undefined;
  const rates = ratesFor(served, usage.prompt_tokens ?? 0);
  const charges: Partial<Record<keyof Rates, number>> = {};
  for (const kind of Object.keys(tokens) as (keyof Rates)[]) {
    const charge = chargeFor(tokens[kind], rates[kind]);
    if (charge === undefined) return undefined;
    charges[kind] = charge;
  }
  return { ...(charges as Record<keyof Rates, number>), ...beside };
}

/** Undefined when a whole is unknown, or when some of the audio may have been read from the cache. */
function tokensByKind(usage: Usage): Record<keyof Rates, number> | undefined {
  const { prompt_tokens: prompt, completion_tokens: completion } = usage;
  if (prompt === undefined || completion === undefined) return undefined;
  if ((usage.audio_prompt_tokens ?? 0) > 0 && (usage.cached_read_tokens ?? 0) > 0) return undefined;
  const written = usage.cache_write_tokens ?? 0;
  const anHour = Math.min(usage.cache_write_1h_tokens ?? 0, written);
  const [rest, read = 0, hour = 0, write = 0, audio = 0] = divide(prompt, [
    usage.cached_read_tokens,
    anHour,
    written - anHour,
    usage.audio_prompt_tokens,
  ]);
  const [text, reasoning = 0, spoken = 0, drawn = 0] = divide(completion, [
    usage.reasoning_tokens,
    usage.audio_completion_tokens,
    usage.image_completion_tokens,
  ]);
  return {
    ...{ prompt: rest, cached_read: read, cache_write: write, cache_write_1h: hour, audio_prompt: audio },
    ...{ completion: text, reasoning, audio_completion: spoken, image_completion: drawn },
  };
}

/** What is left of a whole, and each part, cut to what the ones before leave. */
function divide(whole: number, parts: readonly (number | undefined)[]): readonly [number, ...number[]] {
  let left = whole;
  const cut = parts.map((part = 0) => {
    const taken = Math.min(part, left);
    left -= taken;
    return taken;
  });
  return [left, ...cut];
}

function chargesBesideTokens(
  { web_searches: searches = 0 }: Usage,
  { request = 0, image = 0, web_search: perSearch }: Price,
  images: number | undefined,
): Pick<Charges, 'request' | 'images' | 'web_searches'> | undefined {
  const forSearches = chargeFor(searches, perSearch);
  if (forSearches === undefined || (image > 0 && images === undefined)) return undefined;
  return { request, images: (images ?? 0) * image, web_searches: forSearches };
}

/** Nothing of what has no price costs nothing. */
function chargeFor(amount: number, rate: number | undefined): number | undefined {
  if (amount === 0) return 0;
  return rate === undefined ? undefined : amount * rate;
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
