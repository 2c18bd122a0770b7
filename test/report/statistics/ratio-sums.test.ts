import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveUnits, estimateRatio, rareEvents, ratioSumsOf } from '../../../src/report/statistics/ratio-sums.js';

const unit = fc.record({ n: fc.integer({ min: 1, max: 20 }), y: fc.double({ min: 0, max: 10, noNaN: true }) });

describe('a ratio over units', () => {
  it('is the mean with its usual variance when every unit has one request', () => {
    // By hand: the squared deviations from 3.48 add up to 9.748; divided by 4, and by 5.
    const sums = ratioSumsOf([2.1, 3.4, 1.9, 5.6, 4.4].map((y) => ({ n: 1, y })));
    expect(estimateRatio(sums)?.value).toBeCloseTo(3.48, 10);
    expect(estimateRatio(sums)?.variance).toBeCloseTo(0.4874, 10);
  });

  it('has the variance that the residues of its units have', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 2, maxLength: 50 }), (units) => {
        const weight = units.reduce((total, { n }) => total + n, 0);
        const value = units.reduce((total, { y }) => total + y, 0) / weight;
        const squares = units.reduce((total, { n, y }) => total + (y - value * n) ** 2, 0);
        const expected = ((units.length / (units.length - 1)) * squares) / weight ** 2;
        const estimate = estimateRatio(ratioSumsOf(units));
        expect(estimate?.value).toBeCloseTo(value, 10);
        expect(estimate?.variance).toBeCloseTo(expected, 8);
      }),
    );
  });

  it('is as unsure as its units, however many requests they make', () => {
    const few = ratioSumsOf(Array.from({ length: 20 }, (_, index) => ({ n: 1, y: index % 2 })));
    const many = ratioSumsOf(Array.from({ length: 20 }, (_, index) => ({ n: 1000, y: (index % 2) * 1000 })));
    expect(estimateRatio(many)?.variance).toBeCloseTo(estimateRatio(few)?.variance ?? 0, 12);
  });

  it('has no variance, rather than a rounding error, when all requests cost the same', () => {
    const sums = ratioSumsOf(
      Array.from({ length: 1000 }, (_, index) => ({ n: 1 + (index % 7), y: 0.1 * (1 + (index % 7)) })),
    );
    expect(estimateRatio(sums)?.variance).toBe(0);
  });

  it('stays unsure of a rate of which nothing was seen yet', () => {
    const sums = ratioSumsOf(Array.from({ length: 100 }, () => ({ n: 10, y: 0 })));
    expect(estimateRatio(sums, rareEvents)).toEqual({ value: 0, variance: 3e-6 });
  });

  it('is unknown below two units', () => {
    expect(estimateRatio(ratioSumsOf([{ n: 5, y: 1 }]))).toBeUndefined();
    expect(estimateRatio(ratioSumsOf([{ n: 0, y: 0 }]))).toBeUndefined();
  });

  it('counts units by how they share the weight', () => {
    expect(effectiveUnits(ratioSumsOf(Array.from({ length: 40 }, () => ({ n: 3, y: 1 }))))).toBeCloseTo(40);
    expect(
      effectiveUnits(
        ratioSumsOf([
          { n: 1e6, y: 1 },
          { n: 1, y: 1 },
        ]),
      ),
    ).toBeCloseTo(1, 4);
    expect(effectiveUnits(ratioSumsOf([]))).toBe(0);
  });
});
