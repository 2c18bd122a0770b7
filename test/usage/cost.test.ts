import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cost, costOf, noCost, sumCosts } from '../../src/usage/cost.js';
import type { Usage } from '../../src/usage/usage.js';

const price = { prompt: 10, completion: 40, cached_read: 1, cache_write: 12, reasoning: 50 };

describe('costOf', () => {
  it('takes what the provider reported before what the prices give', () => {
    const usage = { prompt_tokens: 1_000_000, completion_tokens: 0, reported_cost_usd: 0 };
    expect(costOf(usage, price)).toEqual({ usd: 0, source: 'reported' });
  });

  it('computes from prices per million tokens', () => {
    expect(costOf({ prompt_tokens: 1000, completion_tokens: 100 }, { prompt: 0.15, completion: 0.6 })).toEqual({
      usd: (1000 * 0.15 + 100 * 0.6) / 1e6,
      source: 'computed',
    });
  });

  it('charges cached, written and reasoning tokens once, at their own prices', () => {
    const usage: Usage = {
      prompt_tokens: 1000,
      completion_tokens: 100,
      cached_read_tokens: 600,
      cache_write_tokens: 300,
      reasoning_tokens: 60,
    };
    expect(costOf(usage, price)?.usd).toBeCloseTo((100 * 10 + 600 * 1 + 300 * 12 + 40 * 40 + 60 * 50) / 1e6, 12);
  });

  it.each<[string, Usage | undefined, typeof price | undefined]>([
    ['without usage', undefined, price],
    ['without a price', { prompt_tokens: 1, completion_tokens: 1 }, undefined],
    ['without completion tokens', { prompt_tokens: 1 }, price],
    ['without prompt tokens', { completion_tokens: 1 }, price],
  ])('is unknown %s', (_, usage, known) => {
    expect(costOf(usage, known)).toBeUndefined();
  });

  const tokens = fc.nat(1_000_000);
  const rate = fc.double({ min: 0, max: 1000, noNaN: true });
  const usages = fc.record({
    prompt_tokens: tokens,
    completion_tokens: tokens,
    cached_read_tokens: tokens,
    cache_write_tokens: tokens,
    reasoning_tokens: tokens,
  });

  it('lies between all tokens at their lowest and at their highest price, even when parts exceed their whole', () => {
    const prices = fc.record({ prompt: rate, completion: rate, cached_read: rate, cache_write: rate, reasoning: rate });
    fc.assert(
      fc.property(usages, prices, (usage, p) => {
        const { usd } = costOf(usage, p) as Cost;
        const [prompt, completion] = [
          [p.prompt, p.cached_read, p.cache_write],
          [p.completion, p.reasoning],
        ];
        const bound = (pick: (...rates: number[]) => number) =>
          (usage.prompt_tokens * pick(...prompt) + usage.completion_tokens * pick(...completion)) / 1e6;
        expect(usd).toBeGreaterThanOrEqual(bound(Math.min) - 1e-6);
        expect(usd).toBeLessThanOrEqual(bound(Math.max) + 1e-6);
      }),
    );
  });

  it('charges the plain prices for parts that have no price of their own', () => {
    fc.assert(
      fc.property(usages, rate, rate, (usage, prompt, completion) => {
        const { usd } = costOf(usage, { prompt, completion }) as Cost;
        expect(usd).toBeCloseTo((usage.prompt_tokens * prompt + usage.completion_tokens * completion) / 1e6, 6);
      }),
    );
  });
});

describe('sumCosts', () => {
  const reported: Cost = { usd: 1, source: 'reported' };
  const computed: Cost = { usd: 2, source: 'computed' };

  it('is unknown when any part is', () => {
    expect(sumCosts([reported, undefined])).toBeUndefined();
  });

  it('is reported only when every part is', () => {
    expect(sumCosts([reported, reported])).toEqual({ usd: 2, source: 'reported' });
    expect(sumCosts([reported, computed])).toEqual({ usd: 3, source: 'computed' });
  });

  it('stays reported beside an attempt that cost nothing', () => {
    expect(sumCosts([noCost, reported])).toEqual(reported);
    expect(sumCosts([reported, noCost])).toEqual(reported);
  });

  it('of nothing is nothing', () => {
    expect(sumCosts([])).toEqual({ usd: 0, source: 'computed' });
  });
});
