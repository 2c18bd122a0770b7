import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquaredTest } from '../../../src/report/statistics/chi-squared-test.js';

describe('the chi-squared test', () => {
  it("finds what R's documentation of chisq.test prints for given probabilities", () => {
    const test = chiSquaredTest([89, 37, 30, 28, 2], [40, 20, 20, 15, 5]);
    expect(test?.statistic).toBeCloseTo(9.9901, 4);
    expect(test?.degrees).toBe(4);
    expect(test?.p).toBeCloseTo(0.04059, 5);
  });

  it("finds Pearson's value for Mendel's peas", () => {
    // Fisher, "Has Mendel's work been rediscovered?" (1936): 315, 101, 108, 32 against 9 : 3 : 3 : 1, chi-squared 0.4700.
    const test = chiSquaredTest([315, 101, 108, 32], [9, 3, 3, 1]);
    expect(test?.statistic).toBeCloseTo(0.47, 3);
    expect(test?.p).toBeCloseTo(0.9254, 4);
  });

  it('is certain when somebody is where nobody can be', () => {
    expect(chiSquaredTest([50, 50, 1], [1, 1, 0])).toMatchObject({ p: 0, degrees: 1 });
  });

  it('has nothing to test without observations, or with a single share', () => {
    expect(chiSquaredTest([0, 0], [1, 1])).toBeUndefined();
    expect(chiSquaredTest([10], [1])).toBeUndefined();
  });

  it('depends on the proportions of the weights only', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 1000 }), (observed, factor) => {
        const weights = observed.map((_, index) => index + 1);
        const plain = chiSquaredTest(observed, weights);
        const scaled = chiSquaredTest(
          observed,
          weights.map((weight) => weight * factor),
        );
        expect(scaled?.statistic).toBeCloseTo(plain?.statistic ?? Number.NaN, 6);
      }),
    );
  });
});
