import { describe, expect, it } from 'vitest';
import { isFreePrice } from '../../src/policy/is-free-price.js';
import type { Price } from '../../src/policy/policy-document.generated.js';

const free: Price = { prompt: 0, completion: 0 };

describe('a price is free', () => {
  it.each<[string, Price]>([
    ['whose tokens cost nothing', free],
    ['in every entry', { ...free, cached_read: 0, image: 0, longer: [{ above: 1000, prompt: 0 }] }],
    ['beside which a web search costs something', { ...free, web_search: 0.01 }],
  ])('%s', (_which, price) => {
    expect(isFreePrice(price)).toBe(true);
  });

  it.each<[string, Price | undefined]>([
    ['that is unknown', undefined],
    ['whose answers cost something', { prompt: 0, completion: 0.1 }],
    ['whose requests cost something', { ...free, request: 0.001 }],
    ['whose longer prompts cost something', { ...free, longer: [{ above: 1000, prompt: 1 }] }],
    [
      'of whose service tiers one costs something',
      { ...free, service_tiers: { priority: { prompt: 1, completion: 1 } } },
    ],
  ])('unlike one %s', (_which, price) => {
    expect(isFreePrice(price)).toBe(false);
  });
});
