import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inRange, priceLine, staysBelow, unitsAt, unitsToUsd } from '../../src/decide/price-line.js';

const line = fc
  .record({ perToken: fc.bigInt({ min: 0n, max: 12n }), fixed: fc.bigInt({ min: 0n, max: 400n }) })
  .map((drawn) => ({ ...drawn, from: 0, to: Number.POSITIVE_INFINITY }));
const sizes = Array.from({ length: 420 }, (_, size) => size);

describe('the line on which a request lies', () => {
  it('stays below another exactly where it costs less, or the same and wins ties', () => {
    fc.assert(
      fc.property(line, line, fc.boolean(), fc.nat(400), (lower, other, beats, start) => {
        const isBelow = (size: number): boolean => {
          const gap = unitsAt(other, size) - unitsAt(lower, size);
          return beats ? gap >= 0n : gap > 0n;
        };
        fc.pre(isBelow(start));
        const range = staysBelow(lower, other, beats);
        expect(sizes.filter((size) => inRange(range, size))).toEqual(sizes.filter(isBelow));
      }),
      { numRuns: 1000 },
    );
  });

  it('adds up tokens, answers, the request and its images', () => {
    const price = { prompt: 0.15, completion: 0.6, request: 0.005, image: 0.001 };
    const expected = { promptTokens: 1000, completionTokens: 500, images: 2 };
    expect(unitsToUsd(unitsAt(priceLine(price, expected)!, 1000))).toBe(0.00015 + 0.0003 + 0.005 + 0.002);
  });

  it('is the same for prices that come to the same, where decimals would differ', () => {
    const expected = { promptTokens: 3, completionTokens: 1, images: 0 };
    const [tenths, three] = [
      { prompt: 0.1, completion: 0 },
      { prompt: 0, completion: 0.3 },
    ].map((price) => unitsAt(priceLine(price, expected)!, 3));
    expect(0.1 * 3).not.toBe(0.3);
    expect(tenths).toBe(three);
  });

  it('has the rates of its stretch of sizes, and ends with it', () => {
    const price = {
      prompt: 1,
      completion: 0,
      longer: [
        { above: 200, prompt: 2 },
        { above: 100, prompt: 4 },
      ],
    };
    const at = (promptTokens: number) => {
      const { from, to, perToken } = priceLine(price, { promptTokens, completionTokens: 1, images: 0 })!;
      return { from, to, rate: Number(perToken) / 1e9 };
    };
    expect(at(0)).toEqual({ from: 0, to: 100, rate: 1 });
    expect(at(100)).toEqual({ from: 0, to: 100, rate: 1 });
    expect(at(101)).toEqual({ from: 101, to: 200, rate: 4 });
    expect(at(201)).toEqual({ from: 201, to: Number.POSITIVE_INFINITY, rate: 2 });
  });

  it('is unknown where images have a price and there is no saying how many there are', () => {
    const expected = { promptTokens: 1, completionTokens: 1, images: undefined };
    expect(priceLine({ prompt: 1, completion: 1, image: 0.1 }, expected)).toBeUndefined();
    expect(priceLine({ prompt: 1, completion: 1 }, expected)).toMatchObject({ from: 0 });
  });
});
