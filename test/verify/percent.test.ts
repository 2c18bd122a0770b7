import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flooredPercent, reaches } from '../../src/verify/percent.js';

describe('a percentage', () => {
  it('is rounded down: 9,999 of 10,000 are not 100', () => {
    expect(flooredPercent({ covered: 9999, total: 10_000 })).toBe(99.9);
    expect(flooredPercent({ covered: 2, total: 3 })).toBe(66.6);
    expect(flooredPercent({ covered: 0, total: 0 })).toBe(100);
  });

  it('never says more than there is, nor a tenth less, and 100 only of all', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), (a, b) => {
        const [covered, total] = [Math.min(a, b), Math.max(a, b, 1)];
        const percent = flooredPercent({ covered, total });
        expect(Math.round(percent * 10) * total).toBeLessThanOrEqual(covered * 1000);
        expect((Math.round(percent * 10) + 1) * total).toBeGreaterThan(covered * 1000);
        expect(percent === 100).toBe(covered === total);
      }),
    );
  });

  it('passes a gate exactly, not as it is shown', () => {
    expect(reaches({ covered: 9999, total: 10_000 }, 99.99)).toBe(true);
    expect(reaches({ covered: 9999, total: 10_000 }, 100)).toBe(false);
    expect(reaches({ covered: 0, total: 0 }, 100)).toBe(true);
  });
});
