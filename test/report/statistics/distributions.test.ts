import { describe, expect, it } from 'vitest';
import { chiSquaredTail, normalQuantile } from '../../../src/report/statistics/distributions.js';

describe('the distributions', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: upper critical values of the chi-squared distribution.
  it.each([
    [1, 3.841, 0.05],
    [1, 10.828, 0.001],
    [4, 9.488, 0.05],
    [10, 18.307, 0.05],
    [10, 29.588, 0.001],
    [100, 149.449, 0.001],
  ])('gives the tails that NIST prints: %d degrees above %d', (degrees, critical, tail) => {
    expect(chiSquaredTail(critical, degrees) / tail).toBeCloseTo(1, 2);
  });

  // The same, 1.3.6.7.1: the cumulative normal distribution.
  it.each([
    [0.5, 0],
    [0.8413, 1],
    [0.975, 1.96],
    [0.99865, 3],
  ])('gives the normal quantiles that NIST prints: %d', (p, value) => {
    expect(normalQuantile(p)).toBeCloseTo(value, 2);
  });

  it('keeps tails far out apart', () => {
    expect(chiSquaredTail(50, 1)).toBeCloseTo(1.5375e-12, 14);
    expect(chiSquaredTail(1e6, 1e6)).toBeCloseTo(0.4998, 3);
  });
});
