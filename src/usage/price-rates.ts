import type { Price, ServiceTierPrice } from '../policy/policy-document.generated.js';

/** USD per million tokens of each kind; undefined where the price does not say and no other rate can stand for it. */
export interface Rates {
  readonly prompt: number;
  readonly cached_read: number;
  readonly cache_write: number;
  readonly cache_write_1h: number | undefined;
  readonly audio_prompt: number | undefined;
  readonly completion: number;
  readonly reasoning: number;
  readonly audio_completion: number | undefined;
  readonly image_completion: number | undefined;
}

/** The rates for a prompt of so many tokens: of the longest prompts' entry that it exceeds, else the price's own. */
export function ratesFor(price: Price | ServiceTierPrice, promptTokens: number): Rates {
  let found: PriceStep | undefined;
  for (const step of price.longer ?? []) {
    if (promptTokens > step.above && (found === undefined || step.above > found.above)) found = step;
  }
  return ratesOf(price, found);
}

/** What tokens cost in a service tier, as Usage names it; undefined when the price does not say. */
export function tierPrice(price: Price, tier: string | undefined): Price | ServiceTierPrice | undefined {
  if (tier === undefined) return price;
  const tiers = price.service_tiers ?? {};
  return Object.hasOwn(tiers, tier) ? tiers[tier] : undefined;
}

/**
 * The dearest rate of each kind over all prompts of at most so many tokens, in every service tier that has a price; of
 * any prompt when that is undefined.
 */
export function dearestRates(price: Price, promptTokens = Number.POSITIVE_INFINITY): Rates {
  let dearest = ratesOf(price, undefined);
  for (const own of [price, ...Object.values(price.service_tiers ?? {})]) {
    dearest = dearer(dearest, ratesOf(own, undefined));
    for (const step of own.longer ?? []) {
      if (promptTokens > step.above) dearest = dearer(dearest, ratesOf(own, step));
    }
  }
  return dearest;
}

type PriceStep = NonNullable<Price['longer']>[number];

function ratesOf(price: Price | ServiceTierPrice, step: PriceStep | undefined): Rates {
  const prompt = step?.prompt ?? price.prompt;
  const completion = step?.completion ?? price.completion;
  const media: Partial<Price> = price;
  // What is free is free in every form.
  const unsaid = prompt === 0 && completion === 0 ? 0 : undefined;
  return {
    prompt,
    cached_read: step?.cached_read ?? price.cached_read ?? prompt,
    cache_write: step?.cache_write ?? price.cache_write ?? prompt,
    cache_write_1h: step?.cache_write_1h ?? price.cache_write_1h ?? unsaid,
    audio_prompt: media.audio_prompt ?? unsaid,
    completion,
    reasoning: step?.reasoning ?? price.reasoning ?? completion,
    audio_completion: media.audio_completion ?? unsaid,
    image_completion: media.image_completion ?? unsaid,
  };
}

function dearer(a: Rates, b: Rates): Rates {
  return {
    prompt: Math.max(a.prompt, b.prompt),
    cached_read: Math.max(a.cached_read, b.cached_read),
    cache_write: Math.max(a.cache_write, b.cache_write),
    cache_write_1h: dearerOf(a.cache_write_1h, b.cache_write_1h),
    audio_prompt: dearerOf(a.audio_prompt, b.audio_prompt),
    completion: Math.max(a.completion, b.completion),
    reasoning: Math.max(a.reasoning, b.reasoning),
    audio_completion: dearerOf(a.audio_completion, b.audio_completion),
    image_completion: dearerOf(a.image_completion, b.image_completion),
  };
}

function dearerOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
