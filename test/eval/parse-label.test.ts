import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePair, slotNames } from '../../src/eval/needed-slots.js';
import { parseLabel } from '../../src/eval/parse-label.js';
import { labelsOf, policyOf } from './known-labels.js';

const slots = slotNames(policyOf());
const request = { messages: [{ role: 'user', content: 'hello' }] };

describe('a label', () => {
  it('names models by slot or by id', () => {
    const parsed = parseLabel({ request, quality: { fast: 0.5, 'acme/deep': 1 }, cost_usd: { deep: 0.1 } }, 7, slots);
    expect('label' in parsed && [...parsed.label.quality]).toEqual([
      ['fast', 0.5],
      ['deep', 1],
    ]);
    expect('label' in parsed && parsed.label).toMatchObject({ line: 7, costUsd: new Map([['deep', 0.1]]) });
  });

  it.each([
    [[], 'a label is a JSON object'],
    [{ quality: {} }, 'there is no "request"'],
    [{ request }, 'there is no "quality"'],
    [{ request, qualities: {} }, 'a label has no "qualities"'],
    [{ request, quality: { fast: '1' } }, 'quality of "fast" is not a number'],
    [{ request, quality: {}, cost_usd: { fast: -1 } }, 'cost_usd of "fast" is below 0'],
    [{ request, quality: {}, cost_usd: 4 }, '"cost_usd" is not an object of numbers by model'],
    [{ request: { messages: 'hi' }, quality: {} }, expect.stringMatching(/^the request is not one: messages /)],
  ])('says what is wrong with %j', (value, problem) => {
    expect(parseLabel(value, 1, slots)).toMatchObject({ problem });
  });

  it('stands on the same side of a split for the same request, whatever the order of its keys', () => {
    const position = (value: unknown) => {
      const parsed = parseLabel({ request: value, quality: {} }, 1, slots);
      return 'label' in parsed ? parsed.label.position : undefined;
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (attributes) => {
        const reversed = Object.fromEntries(Object.entries(attributes).reverse());
        expect(position({ attributes: reversed, ...request })).toBe(position({ ...request, attributes }));
      }),
    );
  });
});

describe('the pair of models', () => {
  it('is the cheapest and the dearest of those that labels know', () => {
    const all = labelsOf([{ words: 1, quality: { fast: 1, middle: 1, deep: 1 } }]);
    expect(choosePair(policyOf(), all)).toEqual({ weak: 'fast', strong: 'deep', by: 'price' });
    const two = labelsOf([{ words: 1, quality: { middle: 1, deep: 1 } }]);
    expect(choosePair(policyOf(), two)).toEqual({ weak: 'middle', strong: 'deep', by: 'price' });
    expect(choosePair(policyOf(), labelsOf([{ words: 1, quality: { deep: 1 } }]))).toBeUndefined();
  });
});
