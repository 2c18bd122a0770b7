import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageOf } from '../../src/usage/usage.js';

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
