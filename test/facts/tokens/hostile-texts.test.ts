import fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../src/facts/tokens/tokenizer.js';

/** Characters of every class that tiktoken's patterns tell apart, and sequences that cutting would break. */
const units = [
  ...['a', 'A', 'é', 'Ab', 'aB', 'ʰ', 'ª', 'ǅ', '漢', 'ا', '한', 'ก', '\u0301', '\u0e31', "'s", "'LL", "'ſ"],
  ...['1', '٣', 'Ⅷ', '①', '!', '/', '-', '_', '=', '.', '\n', '\r', '\r\n', '\t', ' ', '\u3000', '\u0085', '\ufeff'],
  ...['😀', '👩‍👩‍👧', '🇩🇪', '🏽', '\u200d', '\ud83d', '\ude00', '\0'],
];
const length = 2_000;
const unit = fc.constantFrom(...units);
const mixed = fc.array(unit, { minLength: 400, maxLength: 1_000 }).map((each) => each.join(''));
const alternating = fc
  .array(unit, { minLength: 1, maxLength: 4 })
  .map((each) => each.join(''))
  .map((each) => each.repeat(length / each.length));
const inRuns = fc
  .array(fc.tuple(unit, fc.integer({ min: 1, max: 500 })), { minLength: 2, maxLength: 6 })
  .map((each) => each.map(([one, times]) => one.repeat(times)).join(''));
const text = fc.oneof(mixed, alternating, inRuns);

describe.each(['o200k_base', 'cl100k_base'] as const)('a text made to be hard for %s', (encoding) => {
  const reference = get_encoding(encoding);
  const tokenizer = loadTokenizer(encoding);
  const plain = (each: string): number => reference.encode_ordinary(each).length;

  it('has the tokens that tiktoken counts', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (sample) => {
        const tokens = plain(sample);
        expect(await (await tokenizer).count([sample])).toEqual({ at_least: tokens, at_most: tokens });
      }),
      { numRuns: 60 },
    );
  });

  it('has them within the range that a threshold needs, on the side where they are', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.double({ min: 0, max: 1.5, noNaN: true }), async (sample, other, part) => {
        const tokens = plain(sample) + plain(other);
        const threshold = Math.ceil(tokens * part);
        const isSettled = (least: number, most: number): boolean => least >= threshold || most < threshold;
        const range = await (await tokenizer).count([sample, other], isSettled);
        expect(range.at_least).toBeLessThanOrEqual(tokens);
        expect(range.at_most).toBeGreaterThanOrEqual(tokens);
        expect(isSettled(range.at_least, range.at_most)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each(units)('has the tokens that tiktoken counts where %j is repeated', async (each) => {
    const sample = each.repeat(length / each.length);
    const tokens = plain(sample);
    expect(await (await tokenizer).count([sample])).toEqual({ at_least: tokens, at_most: tokens });
  });
});
