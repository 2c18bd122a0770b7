import { describe, expect, it } from 'vitest';
import { unitHash } from '../../src/plan/unit-hash.js';

describe('unitHash', () => {
  it('spreads keys evenly, also those that differ in their last digit only', () => {
    const buckets = Array.from({ length: 20 }, () => 0);
    for (let index = 0; index < 20_000; index += 1) {
      const hash = unitHash(`user-${index} azure-eu gpt-4o`);
      expect(hash).toBeGreaterThan(0);
      expect(hash).toBeLessThanOrEqual(1);
      const bucket = Math.min(19, Math.floor(hash * 20));
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(160);
  });

  it('is the same everywhere and always', () => {
    expect([unitHash(''), unitHash('u-42'), unitHash('漢字')].map((hash) => hash.toFixed(9))).toMatchInlineSnapshot(`
      [
        "0.668922189",
        "0.591162410",
        "0.214426474",
      ]
    `);
  });
});
