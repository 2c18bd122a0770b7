import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysValidP, criticalValue, sequenceRadius } from '../../../src/report/statistics/confidence-sequence.js';

const usual = { alpha: 0.05, tunedFor: 5000 };

describe('the confidence sequence', () => {
  it('is as wide as the one that GrowthBook publishes in its tests', () => {
    // growthbook packages/stats TestSequentialTTest: standard error 0.33341 of 3000 + 3461 units, tuned for 1000;
    // 0.50336 with the interval from -0.55844 to 1.56516.
    const radius = sequenceRadius(0.33341 ** 2, 6461, { alpha: 0.05, tunedFor: 1000 });
    expect(0.50336 - radius).toBeCloseTo(-0.55844, 3);
    expect(0.50336 + radius).toBeCloseTo(1.56516, 3);
  });

  it('is as wide as the one that GrowthBook publishes for proportions, tuned for 5000', () => {
    const radius = sequenceRadius(0.03386 ** 2, 6461, usual);
    expect(0.50386 - radius).toBeCloseTo(0.40098, 3);
  });

  it('is narrowest, in standard errors of its own time, about where it is tuned', () => {
    const widths = [500, 5000, 50_000].map((n) => criticalValue(n, usual) / Math.sqrt(n));
    const elsewhere = [500, 5000, 50_000].map((n) => criticalValue(n, { alpha: 0.05, tunedFor: 500 }) / Math.sqrt(n));
    expect(widths[1]).toBeLessThan(elsewhere[1] ?? 0);
    expect(elsewhere[0]).toBeLessThan(widths[0] ?? 0);
  });

  it('is wider than an interval for a single look, at every time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 10, max: 1e6 }), (n, tunedFor) => {
        expect(criticalValue(n, { alpha: 0.05, tunedFor })).toBeGreaterThan(2.9);
      }),
    );
  });

  it('gives a p-value that is below alpha exactly when 0 is outside', () => {
    const z = fc.double({ min: -8, max: 8, noNaN: true });
    fc.assert(
      fc.property(z, fc.integer({ min: 100, max: 1e7 }), (difference, n) => {
        const outside = Math.abs(difference) > sequenceRadius(1, n, usual) * (1 + 1e-9);
        const inside = Math.abs(difference) < sequenceRadius(1, n, usual) * (1 - 1e-9);
        const p = alwaysValidP(difference, 1, n, usual);
        if (outside) expect(p).toBeLessThan(usual.alpha);
        if (inside) expect(p).toBeGreaterThan(usual.alpha);
      }),
    );
  });

  it('is certain of what does not vary', () => {
    expect(alwaysValidP(0, 0, 100, usual)).toBe(1);
    expect(alwaysValidP(0.1, 0, 100, usual)).toBe(0);
  });
});
