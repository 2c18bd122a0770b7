import { describe, expect, it } from 'vitest';
import type { Price } from '../../src/policy/policy-document.generated.js';
import { costOf } from '../../src/usage/cost.js';
import { usageOf } from '../../src/usage/usage.js';

interface Golden {
  readonly provider: string;
  /** Where the usage is published. */
  readonly usageFrom: string;
  /** Where the prices are published; USD per million tokens. */
  readonly pricesFrom: string;
  readonly usage: object;
  readonly price?: Price;
  /** Millionths of a USD, worked out by hand. */
  readonly microUsd: number;
}

const sonnet: Price = { prompt: 3, completion: 15, cached_read: 0.3, cache_write: 3.75 };
const anthropic = 'https://docs.claude.com/en/docs/build-with-claude/prompt-caching';

const published: readonly Golden[] = [
  {
    provider: 'OpenAI, a prompt read from the cache',
    usageFrom: 'https://developers.openai.com/api/docs/guides/prompt-caching',
    pricesFrom: 'https://developers.openai.com/api/docs/pricing (gpt-4o)',
    usage: {
      prompt_tokens: 2006,
      completion_tokens: 300,
      total_tokens: 2306,
      prompt_tokens_details: { cached_tokens: 1920 },
      completion_tokens_details: { reasoning_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
    },
    price: { prompt: 2.5, completion: 10, cached_read: 1.25 },
    microUsd: 86 * 2.5 + 1920 * 1.25 + 300 * 10,
  },
  {
    provider: 'OpenRouter, which reports what it charged',
    usageFrom: 'https://openrouter.ai/docs/use-cases/usage-accounting',
    pricesFrom: 'the answer itself',
    usage: {
      completion_tokens: 2,
      completion_tokens_details: { reasoning_tokens: 0 },
      cost: 0.95,
      cost_details: { upstream_inference_cost: 19 },
      prompt_tokens: 194,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      total_tokens: 196,
    },
    price: { prompt: 1, completion: 1 },
    microUsd: 950_000,
  },
  {
    provider: 'Anthropic, a book written to the cache',
    usageFrom: anthropic,
    pricesFrom: `${anthropic}#pricing (Claude Sonnet 4.5, 5 minutes)`,
    usage: { cache_creation_input_tokens: 188_086, cache_read_input_tokens: 0, input_tokens: 21, output_tokens: 393 },
    price: sonnet,
    microUsd: 21 * 3 + 188_086 * 3.75 + 393 * 15,
  },
  {
    provider: 'Anthropic, the same book read from the cache',
    usageFrom: anthropic,
    pricesFrom: `${anthropic}#pricing (Claude Sonnet 4.5, 5 minutes)`,
    usage: { cache_creation_input_tokens: 0, cache_read_input_tokens: 188_086, input_tokens: 21, output_tokens: 393 },
    price: sonnet,
    microUsd: 21 * 3 + 188_086 * 0.3 + 393 * 15,
  },
  {
    provider: 'Gemini, with thoughts and a cached prompt',
    usageFrom: 'https://discuss.ai.google.dev/t/question-about-gemini-api-caching-pricing/107349',
    pricesFrom: 'https://ai.google.dev/gemini-api/docs/pricing (gemini-2.5-pro)',
    usage: {
      promptTokenCount: 11_500,
      candidatesTokenCount: 1000,
      totalTokenCount: 22_500,
      cachedContentTokenCount: 10_000,
      thoughtsTokenCount: 10_000,
    },
    price: {
      prompt: 1.25,
      completion: 10,
      cached_read: 0.125,
      longer: [{ above: 200_000, prompt: 2.5, completion: 15, cached_read: 0.25 }],
    },
    microUsd: 1500 * 1.25 + 10_000 * 0.125 + 11_000 * 10,
  },
];

describe('the cost of usage as providers publish it', () => {
  it.each(published)('is exact to the micro-dollar: $provider', ({ usage, price, microUsd }) => {
    expect(Math.round((costOf(usageOf(usage), price)?.usd ?? Number.NaN) * 1e6)).toBe(Math.round(microUsd));
  });
});

/** No example with numbers was found: the documented shapes, with numbers of our own. */
describe('the cost of usage in documented shapes', () => {
  it("is exact to the micro-dollar in DeepSeek's", () => {
    const usage = {
      prompt_tokens: 2006,
      prompt_cache_hit_tokens: 1920,
      prompt_cache_miss_tokens: 86,
      completion_tokens: 300,
    };
    const price = { prompt: 0.28, completion: 0.42, cached_read: 0.028 };
    expect(costOf(usageOf(usage), price)?.usd).toBeCloseTo((86 * 0.28 + 1920 * 0.028 + 300 * 0.42) / 1e6, 9);
  });

  it("is that of the plain price in vLLM's, which tells of no details", () => {
    const usage = { prompt_tokens: 33, total_tokens: 40, completion_tokens: 7, prompt_tokens_details: null };
    expect(costOf(usageOf(usage), { prompt: 1, completion: 2, cached_read: 0 })?.usd).toBeCloseTo(47e-6, 12);
  });
});
