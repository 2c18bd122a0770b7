import { describe, expect, it } from 'vitest';
import type { Price } from '../../src/policy/policy-document.generated.js';
import { costOf } from '../../src/usage/cost.js';
import { usageOf } from '../../src/usage/usage.js';
import { documented, reported } from './published-usage.js';

const microUsdOf = (answer: object, price?: Price) => {
  const cost = costOf(usageOf(answer), price);
  return cost && cost.usd * 1e6;
};

describe('the cost of usage as providers document it', () => {
  it.each(documented)('is exact: $what', ({ answer, price, microUsd }) => {
    expect(microUsdOf(answer, price)).toBeCloseTo(microUsd, 6);
  });
});

describe('the cost of usage as others saw it', () => {
  it.each(reported)('is exact: $what', ({ answer, price, microUsd }) => {
    expect(microUsdOf(answer, price)).toBeCloseTo(microUsd, 6);
  });
});

describe('what a price does not name', () => {
  const plain: Price = { prompt: 1, completion: 2 };
  const counts = { prompt_tokens: 100, completion_tokens: 50 };
  const written = { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 90 };

  it.each<[string, object, Price, number]>([
    [
      'audio in the prompt',
      { usage: { ...counts, prompt_tokens_details: { audio_tokens: 10 } } },
      { ...plain, audio_prompt: 40 },
      90 + 400 + 100,
    ],
    [
      'a spoken answer',
      { usage: { ...counts, completion_tokens_details: { audio_tokens: 10 } } },
      { ...plain, audio_completion: 80 },
      100 + 80 + 800,
    ],
    [
      'a drawn answer',
      { usage: { ...counts, completion_tokens_details: { image_tokens: 10 } } },
      { ...plain, image_completion: 30 },
      100 + 80 + 300,
    ],
    [
      "Gemini's audio",
      {
        usage: {
          ...{ promptTokenCount: 100, candidatesTokenCount: 50 },
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 90 },
            { modality: 'AUDIO', tokenCount: 10 },
          ],
        },
      },
      { ...plain, audio_prompt: 3 },
      90 + 30 + 100,
    ],
    [
      'an hour in the cache',
      { usage: { ...written, cache_creation: { ephemeral_1h_input_tokens: 40, ephemeral_5m_input_tokens: 50 } } },
      { ...plain, cache_write: 1.25, cache_write_1h: 2 },
      10 + 50 * 1.25 + 40 * 2 + 10,
    ],
    [
      'web searches, which Anthropic charges 10 USD for a thousand',
      { usage: { input_tokens: 100, output_tokens: 50, server_tool_use: { web_search_requests: 2 } } },
      { ...plain, web_search: 0.01 },
      200 + 20_000,
    ],
    [
      'the priority tier',
      { service_tier: 'priority', usage: counts },
      { ...plain, service_tiers: { priority: { prompt: 2, completion: 4 } } },
      400,
    ],
    [
      "Anthropic's fast mode",
      { usage: { input_tokens: 100, output_tokens: 50, speed: 'fast' } },
      { ...plain, service_tiers: { fast: { prompt: 6, completion: 12 } } },
      1200,
    ],
  ])('leaves the cost of %s unknown, and is charged where it is named', (_what, answer, named, microUsd) => {
    expect(microUsdOf(answer, plain)).toBeUndefined();
    expect(microUsdOf(answer, named)).toBeCloseTo(microUsd, 6);
  });

  it.each(['default', 'standard', 'auto', 'on_demand', null, undefined, 1])(
    'does not matter in what %j calls the usual way',
    (tier) => {
      expect(microUsdOf({ service_tier: tier, usage: counts }, plain)).toBeCloseTo(200, 6);
    },
  );

  it('does not matter where everything is free', () => {
    const usage = { ...counts, prompt_tokens_details: { audio_tokens: 10 } };
    expect(microUsdOf({ usage }, { prompt: 0, completion: 0 })).toBe(0);
  });

  it('is unknown of audio, when some of it may have been read from the cache', () => {
    const usage = { ...counts, prompt_tokens_details: { audio_tokens: 60, cached_tokens: 60 } };
    expect(microUsdOf({ usage }, { ...plain, audio_prompt: 40, cached_read: 0.1 })).toBeUndefined();
  });
});

describe('what stands beside the count that should hold it', () => {
  const price: Price = { prompt: 3, completion: 15, cached_read: 0.3, cache_write: 3.75 };
  const cost = (usage: object) => microUsdOf({ usage }, price);

  it('is told by the total: cached tokens outside the prompt', () => {
    const usage = {
      prompt_tokens: 3000,
      completion_tokens: 550,
      cache_creation_input_tokens: 1200,
      cache_read_input_tokens: 800,
    };
    expect(cost({ ...usage, total_tokens: 5550 })).toBeCloseTo(3000 * 3 + 1200 * 3.75 + 800 * 0.3 + 550 * 15, 6);
    expect(cost({ ...usage, total_tokens: 3550 })).toBeCloseTo(1000 * 3 + 1200 * 3.75 + 800 * 0.3 + 550 * 15, 6);
  });

  it('is told by a part that exceeds its whole', () => {
    expect(
      cost({
        prompt_tokens: 3,
        completion_tokens: 550,
        cache_creation_input_tokens: 12_304,
        cache_read_input_tokens: 0,
      }),
    ).toBeCloseTo(54_399, 6);
    const reasoning = { prompt_tokens: 8, completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 107 } };
    expect(cost(reasoning)).toBeCloseTo(8 * 3 + 116 * 15, 6);
  });

  it('is told by the total: reasoning outside the answer, and not twice where it is inside', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 50, completion_tokens_details: { reasoning_tokens: 40 } };
    expect(cost({ ...usage, total_tokens: 100 })).toBeCloseTo(30 + 90 * 15, 6);
    expect(cost({ ...usage, total_tokens: 60 })).toBeCloseTo(30 + 50 * 15, 6);
  });
});

describe('a cost that the provider reports', () => {
  const counts = { prompt_tokens: 194, completion_tokens: 2 };

  it('adds what the upstream provider charged where OpenRouter used a key of yours, and only there', () => {
    const usage = { ...counts, cost: 0.95, cost_details: { upstream_inference_cost: 19 } };
    expect(microUsdOf({ usage: { ...usage, is_byok: true } })).toBeCloseTo(19_950_000, 3);
    expect(microUsdOf({ usage: { ...usage, is_byok: false } })).toBeCloseTo(950_000, 3);
    expect(microUsdOf({ usage: { ...counts, cost: 0.95, is_byok: true } })).toBeUndefined();
  });

  it("is read from Perplexity's object", () => {
    const cost = {
      input_tokens_cost: 0.000002,
      output_tokens_cost: 0.000121,
      request_cost: 0.005,
      total_cost: 0.005123,
    };
    expect(microUsdOf({ usage: { ...counts, cost } })).toBeCloseTo(5123, 6);
  });
});

describe('tiered prices', () => {
  const sonnet: Price = {
    ...{ prompt: 3, completion: 15, cached_read: 0.3, cache_write: 3.75, cache_write_1h: 6 },
    longer: [{ above: 200_000, prompt: 6, completion: 22.5, cached_read: 0.6, cache_write: 7.5, cache_write_1h: 12 }],
  };

  it('look at all of the prompt, cached and written ones included, and count every token once', () => {
    const usage = {
      ...{
        input_tokens: 1000,
        cache_read_input_tokens: 150_000,
        cache_creation_input_tokens: 49_001,
        output_tokens: 10,
      },
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 49_001 },
    };
    expect(microUsdOf({ usage }, sonnet)).toBeCloseTo(1000 * 6 + 150_000 * 0.6 + 49_001 * 12 + 10 * 22.5, 6);
  });
});
