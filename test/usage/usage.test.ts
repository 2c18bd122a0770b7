import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageOf as usageIn } from '../../src/usage/usage.js';

const usageOf = (usage: unknown) => usageIn({ usage });

describe('usageOf', () => {
  it("reads OpenAI's usage", () => {
    const usage = {
      prompt_tokens: 19,
      completion_tokens: 10,
      total_tokens: 29,
      prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 6, accepted_prediction_tokens: 0 },
    };
    expect(usageOf(usage)).toEqual({
      prompt_tokens: 19,
      completion_tokens: 10,
      cached_read_tokens: 4,
      reasoning_tokens: 6,
    });
  });

  it("reads OpenRouter's cost and cache writes", () => {
    const usage = {
      prompt_tokens: 194,
      completion_tokens: 2,
      cost: 0.00014,
      cost_details: { upstream_inference_cost: 19 },
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 100 },
    };
    expect(usageOf(usage)).toEqual({
      prompt_tokens: 194,
      completion_tokens: 2,
      cached_read_tokens: 0,
      cache_write_tokens: 100,
      reported_cost_usd: 0.00014,
    });
  });

  it.each([undefined, null, 0, 'usage', [], {}, { prompt_tokens: '19' }, { prompt_tokens: -1 }, { cost: Number.NaN }])(
    'knows nothing of %j',
    (raw) => {
      expect(usageOf(raw)).toBeUndefined();
    },
  );

  it('leaves out the one number that is no number, and keeps the others', () => {
    expect(usageOf({ prompt_tokens: 5, completion_tokens: 1.5, prompt_tokens_details: 'none', cost: '1' })).toEqual({
      prompt_tokens: 5,
    });
  });

  it('gives only finite numbers that are not negative, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (prompt, details, cost) => {
        const usage = usageOf({
          prompt_tokens: prompt,
          prompt_tokens_details: details,
          completion_tokens_details: details,
          cost,
        });
        for (const value of Object.values(usage ?? {})) expect(value >= 0 && Number.isFinite(value)).toBe(true);
      }),
    );
  });
});

describe('usageOf, in the shapes of other providers', () => {
  it("adds what Anthropic's input_tokens leave out", () => {
    const usage = {
      input_tokens: 50,
      cache_read_input_tokens: 100_000,
      cache_creation_input_tokens: 248,
      output_tokens: 503,
    };
    expect(usageOf(usage)).toEqual({
      prompt_tokens: 100_298,
      completion_tokens: 503,
      cached_read_tokens: 100_000,
      cache_write_tokens: 248,
    });
  });

  it("does not add what OpenAI's input_tokens hold", () => {
    const usage = { input_tokens: 12_033, input_tokens_details: { cached_tokens: 11_904 }, output_tokens: 44 };
    expect(usageOf(usage)).toEqual({ prompt_tokens: 12_033, completion_tokens: 44, cached_read_tokens: 11_904 });
  });

  it("counts Gemini's thoughts and tool prompts, which stand outside the other counts", () => {
    const usage = {
      promptTokenCount: 11_500,
      toolUsePromptTokenCount: 20,
      candidatesTokenCount: 1000,
      thoughtsTokenCount: 10_000,
      cachedContentTokenCount: 10_000,
    };
    expect(usageOf(usage)).toEqual({
      prompt_tokens: 11_520,
      completion_tokens: 11_000,
      cached_read_tokens: 10_000,
      reasoning_tokens: 10_000,
    });
  });

  it("reads DeepSeek's cache hits, with or without the sum", () => {
    const parts = { prompt_cache_hit_tokens: 1920, prompt_cache_miss_tokens: 86, completion_tokens: 30 };
    const read = { prompt_tokens: 2006, completion_tokens: 30, cached_read_tokens: 1920 };
    expect(usageOf(parts)).toEqual(read);
    expect(usageOf({ prompt_tokens: 2006, ...parts })).toEqual(read);
  });

  it('counts as answer what only the total holds', () => {
    expect(usageOf({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 115 })).toEqual({
      prompt_tokens: 10,
      completion_tokens: 105,
      reasoning_tokens: 100,
    });
  });

  it("takes vLLM's null details as unknown", () => {
    const usage = { prompt_tokens: 33, total_tokens: 40, completion_tokens: 7, prompt_tokens_details: null };
    expect(usageOf(usage)).toEqual({ prompt_tokens: 33, completion_tokens: 7 });
  });

  it('knows no sum of which a part is unknown', () => {
    expect(usageOf({ input_tokens: null, cache_read_input_tokens: 3, output_tokens: 2 })).toEqual({
      completion_tokens: 2,
      cached_read_tokens: 3,
    });
    expect(usageOf({ promptTokenCount: 4, thoughtsTokenCount: 9 })).toEqual({ prompt_tokens: 4, reasoning_tokens: 9 });
  });
});
