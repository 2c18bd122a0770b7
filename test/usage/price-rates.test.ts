import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price } from '../../src/policy/policy-document.generated.js';
import { chargesOf, costOf } from '../../src/usage/cost.js';
import { worstCase } from '../../src/usage/worst-case.js';

const price: Price = {
  prompt: 1.25,
  completion: 10,
  cached_read: 0.125,
  longer: [{ above: 200_000, prompt: 2.5, completion: 15, cached_read: 0.25 }],
};

describe('prices of longer prompts', () => {
  it('hold for the whole request, above the length and not at it', () => {
    const usd = (prompt_tokens: number) => costOf({ prompt_tokens, completion_tokens: 1000 }, price)?.usd;
    expect(usd(200_000)).toBeCloseTo(0.26, 9);
    expect(usd(200_001)).toBeCloseTo((200_001 * 2.5 + 1000 * 15) / 1e6, 9);
  });

  it('are those of the highest length exceeded, in whatever order they stand', () => {
    const steps = [
      { above: 100, prompt: 3 },
      { above: 10, prompt: 2 },
    ];
    const usd = (prompt_tokens: number, longer: Price['longer'] & object) =>
      costOf({ prompt_tokens, completion_tokens: 0 }, { prompt: 1, completion: 1, longer })?.usd;
    for (const longer of [steps, steps.toReversed()]) {
      expect([5, 50, 500].map((tokens) => usd(tokens, longer))).toEqual([5e-6, 100e-6, 1500e-6]);
    }
  });
});

describe('prices of requests and images', () => {
  const perCall: Price = { prompt: 0, completion: 0, request: 0.005, image: 0.01 };

  it('are charged beside the tokens', () => {
    expect(costOf({ prompt_tokens: 1, completion_tokens: 1 }, perCall, 2)?.usd).toBeCloseTo(0.025, 12);
  });

  it('leave the cost unknown when there is no saying how many images there were', () => {
    expect(costOf({ prompt_tokens: 1, completion_tokens: 1 }, perCall)).toBeUndefined();
    expect(worstCase([perCall], { promptTokens: 1, limit: 1, choices: 1 }).usd).toBeUndefined();
  });
});

const rate = fc.double({ min: 0, max: 1000, noNaN: true });
const tokens = fc.nat(1_000_000);
const rates = {
  ...{ prompt: rate, completion: rate, cached_read: rate, cache_write: rate, cache_write_1h: rate, reasoning: rate },
};
const prices = fc.record({
  ...rates,
  ...{ audio_completion: rate, image_completion: rate },
  request: rate,
  image: rate,
  service_tiers: fc.record({ flex: fc.record(rates), priority: fc.record(rates) }),
  longer: fc.array(
    fc.record({ ...rates, above: fc.integer({ min: 1, max: 1_000_000 }) }, { requiredKeys: ['above'] }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
});
const counts = {
  ...{ prompt_tokens: tokens, completion_tokens: tokens, reasoning_tokens: tokens },
  ...{ cached_read_tokens: tokens, cache_write_tokens: tokens, cache_write_1h_tokens: tokens },
};
/** Service tiers have no prices of audio and images. */
const usages = fc.oneof(
  fc.record({ ...counts, audio_completion_tokens: tokens, image_completion_tokens: tokens }),
  fc.record({ ...counts, service_tier: fc.constantFrom('flex', 'priority') }),
);

describe('every price and every usage', () => {
  it('gives parts that add up to the cost, none of them negative', () => {
    fc.assert(
      fc.property(usages, prices, fc.nat(20), (usage, p, images) => {
        const charges = chargesOf(usage, p, images)!;
        const { request, images: forImages, web_searches, ...ofTokens } = charges;
        const sum = Object.values(ofTokens).reduce((total, part) => total + part, 0) / 1e6 + request + forImages;
        expect(web_searches).toBe(0);
        expect(costOf(usage, p, images)?.usd).toBeCloseTo(sum, 6);
        expect(Math.min(...Object.values(charges))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('gives a cost of at most the worst case', () => {
    fc.assert(
      fc.property(usages, prices, fc.nat(20), fc.nat(1000), (usage, p, images, spare) => {
        const bounds = {
          promptTokens: usage.prompt_tokens + spare,
          limit: usage.completion_tokens,
          choices: 1,
          images,
        };
        const worst = worstCase([p], bounds).usd as number;
        expect(costOf(usage, p, images)?.usd).toBeLessThanOrEqual(worst * (1 + 1e-9) + 1e-9);
      }),
    );
  });

  it('charges as many tokens as there are, whatever the parts say', () => {
    const flat: Price = {
      ...{ prompt: 1, completion: 1, cached_read: 1, cache_write: 1, cache_write_1h: 1, reasoning: 1 },
      ...{ audio_completion: 1, image_completion: 1 },
    };
    fc.assert(
      fc.property(fc.record({ ...counts, audio_completion_tokens: tokens }), (usage) => {
        expect(costOf(usage, flat)?.usd).toBeCloseTo((usage.prompt_tokens + usage.completion_tokens) / 1e6, 9);
      }),
    );
  });

  it('leaves unknown what is unknown', () => {
    const needed = fc.constantFrom('prompt_tokens' as const, 'completion_tokens' as const);
    fc.assert(
      fc.property(usages, prices, needed, (usage, p, missing) => {
        const { [missing]: _gone, ...rest } = usage;
        expect(costOf(rest, p, 0)).toBeUndefined();
        expect(costOf({ ...usage, service_tier: 'batch' }, p, 0)).toBeUndefined();
        expect(costOf(usage, undefined, 0)).toBeUndefined();
      }),
    );
  });
});
