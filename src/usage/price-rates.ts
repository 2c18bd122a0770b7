import type { Price } from '../policy/policy-document.generated.js';

/** USD per million tokens of each kind. */
export interface Rates {
  readonly prompt: number;
  readonly cachedRead: number;
  readonly cacheWrite: number;
  readonly completion: number;
  readonly reasoning: number;
}

/** The rates for a prompt of so many tokens: of the longest prompts' entry that it exceeds, else the price's own. */
export function ratesFor(price: Price, promptTokens: number): Rates {
  let found: PriceStep | undefined;
  for (const step of price.longer ?? []) {
    if (promptTokens > step.above && (found === undefined || step.above > found.above)) found = step;
  }
  return ratesOf(price, found);
}

/** The dearest rate of each kind over all prompts of at most so many tokens; of any prompt when that is undefined. */
export function dearestRates(price: Price, promptTokens = Number.POSITIVE_INFINITY): Rates {
  let dearest = ratesOf(price, undefined);
  for (const step of price.longer ?? []) {
    if (promptTokens > step.above) dearest = dearer(dearest, ratesOf(price, step));
  }
  return dearest;
}

type PriceStep = NonNullable<Price['longer']>[number];

function ratesOf(price: Price, step: PriceStep | undefined): Rates {
  const prompt = step?.prompt ?? price.prompt;
  const completion = step?.completion ?? price.completion;
  return {
    prompt,
    completion,
    cachedRead: step?.cached_read ?? price.cached_read ?? prompt,
    cacheWrite: step?.cache_write ?? price.cache_write ?? prompt,
    reasoning: step?.reasoning ?? price.reasoning ?? completion,
  };
}

function dearer(a: Rates, b: Rates): Rates {
  return {
    prompt: Math.max(a.prompt, b.prompt),
    cachedRead: Math.max(a.cachedRead, b.cachedRead),
    cacheWrite: Math.max(a.cacheWrite, b.cacheWrite),
    completion: Math.max(a.completion, b.completion),
    reasoning: Math.max(a.reasoning, b.reasoning),
  };
}
