import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnder, curveThrough, leastUse } from '../../src/eval/quality-curve.js';

const point = fc.record({
  use: fc.double({ min: 0, max: 1, noNaN: true }),
  pgr: fc.double({ min: -1, max: 2, noNaN: true }),
});

describe('the curve of quality against use', () => {
  it('has half the area when it recovers as much as it uses', () => {
    expect(areaUnder(curveThrough([]))).toBe(0.5);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (uses) => {
        expect(areaUnder(curveThrough(uses.map((use) => ({ use, pgr: use }))))).toBeCloseTo(0.5, 9);
      }),
    );
  });

  it('has the area of its trapezoids', () => {
    const curve = curveThrough([
      { use: 0.6, pgr: 0.9 },
      { use: 0.2, pgr: 0.7 },
    ]);
    expect(areaUnder(curve)).toBeCloseTo(0.2 * 0.35 + 0.4 * 0.8 + 0.4 * 0.95, 12);
  });

  it('does not depend on the order of its points', () => {
    fc.assert(
      fc.property(fc.array(point), (points) => {
        expect(areaUnder(curveThrough([...points].reverse()))).toBeCloseTo(areaUnder(curveThrough(points)), 9);
      }),
    );
  });

  it('finds the least use for a share of the gap between two points', () => {
    const curve = curveThrough([
      { use: 0.2, pgr: 0.4 },
      { use: 0.4, pgr: 0.8 },
    ]);
    expect(leastUse(curve, 0.5)).toBeCloseTo(0.25, 12);
    expect(leastUse(curve, 0.8)).toBeCloseTo(0.4, 12);
    expect(leastUse(curve, 0)).toBe(0);
    expect(leastUse(curve, 1)).toBe(1);
    expect(leastUse(curve, 1.1)).toBeUndefined();
  });

  it('needs the share itself at random', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), (share) => {
        expect(leastUse(curveThrough([]), share)).toBeCloseTo(share, 9);
      }),
    );
  });
});
