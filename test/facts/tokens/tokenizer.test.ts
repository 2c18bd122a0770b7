import fc from 'fast-check';
import { get_encoding, type Tiktoken } from 'tiktoken';
import { describe, expect, it } from 'vitest';
import type { EncodingName } from '../../../src/facts/tokens/pre-tokens.js';
import { loadTokenizer, type Tokenizer } from '../../../src/facts/tokens/tokenizer.js';
import { longestTokenBytes } from '../../../src/request/prompt-token-bounds.js';
import { turnsDuring } from '../../support/turns-during.js';

const encodings: readonly EncodingName[] = ['o200k_base', 'cl100k_base'];
const references = new Map<EncodingName, Tiktoken>(encodings.map((name) => [name, get_encoding(name)]));
const reference = (name: EncodingName, text: string): number =>
  references.get(name)?.encode_ordinary(text).length ?? Number.NaN;

/** The exact count, which is at once there or a promise of it. */
async function counted(tokenizer: Promise<Tokenizer>, ...texts: readonly string[]): Promise<number> {
  const { at_least, at_most } = await (await tokenizer).count(texts);
  expect(at_most).toBe(at_least);
  return at_least;
}

describe.each(encodings)('counting with %s', (encoding) => {
  const tokenizer = loadTokenizer(encoding);

  it('loads the encoding once', () => {
    expect(loadTokenizer(encoding)).toBe(tokenizer);
  });

  it('counts special tokens as the text they are', async () => {
    expect(await counted(tokenizer, '<|endoftext|>')).toBe(reference(encoding, '<|endoftext|>'));
    expect(await counted(tokenizer, '<|endoftext|>')).toBeGreaterThan(1);
  });

  it('counts short texts at once, and gives 0 for none', async () => {
    expect((await tokenizer).count(['hello', ' world'])).toEqual({ at_least: 2, at_most: 2 });
    expect((await tokenizer).count([])).toEqual({ at_least: 0, at_most: 0 });
    expect((await tokenizer).count([''])).toEqual({ at_least: 0, at_most: 0 });
  });

  it('counts any text as tiktoken does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 2000 }), async (text) => {
        expect(await counted(tokenizer, text)).toBe(reference(encoding, text));
      }),
    );
  });

  // Pieces that make long pre-tokens, cuts, and everything between.
  const piece = fc.oneof(
    fc.constantFrom(' ', '  ', '\n', '\r\n', '\t', ' \n ', "'s", "'ſ", "'LL", '\u0085', '\ufeff', '\u3000', '\ud800'),
    fc.stringMatching(/^[a-z]{1,12}$/),
    fc.string({ unit: fc.constantFrom(' ', '\t', '1', '!', '漢'), maxLength: 9 }),
    fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/),
    fc
      .tuple(
        fc.constantFrom('a', 'A', 'é', '漢字', 'ا', '한', '!', '=-', '/', ' ', '\n', '1', '😀', 'e\u0301', 'Ab'),
        fc.integer({ min: 100, max: 700 }),
      )
      .map(([unit, times]) => unit.repeat(times)),
  );
  it('counts long and unbroken texts as tiktoken does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), async (pieces) => {
        const text = pieces.join('');
        expect(await counted(tokenizer, text)).toBe(reference(encoding, text));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['before a long piece', ` \t${'😀'.repeat(200)} \t${'漢'.repeat(300)}`],
    ['where a text is cut', '\t\t1'.repeat(20_000)],
    ['where a text is cut between others', '1\u3000\u3000\u3000!'.repeat(5000)],
    ['before a long piece, of any kind', `\u0085\u0085${'漢'.repeat(300)}\u3000\ufeff${'漢'.repeat(300)}`],
    ['at the end', `${'\n!'.repeat(200)} \u0085`],
  ])('counts white space as tiktoken does %s', async (_, text) => {
    expect(await counted(tokenizer, text)).toBe(reference(encoding, text));
  });

  it('counts 20,000 times one letter as tiktoken does', async () => {
    const text = 'a'.repeat(20_000);
    expect(await counted(tokenizer, text)).toBe(reference(encoding, text));
  });

  it.each(['a', 'A', '漢', ' ', '\n', '!', '1', 'a-', '. '])(
    'counts 1 MiB of %j, and lets others work meanwhile',
    async (unit) => {
      await tokenizer;
      const text = unit.repeat(2 ** 20 / Buffer.byteLength(unit));
      const { value: tokens, turns } = await turnsDuring(() => counted(tokenizer, text));
      expect(tokens).toBeGreaterThanOrEqual(2 ** 20 / longestTokenBytes);
      expect(turns).toBeGreaterThanOrEqual(4);
    },
  );
});

describe('the longest token', () => {
  it.each(encodings)('of %s has 128 bytes', (name) => {
    const lengths =
      references
        .get(name)
        ?.token_byte_values()
        .map((bytes) => bytes.length) ?? [];
    expect(lengths.reduce((longest, length) => Math.max(longest, length), 0)).toBe(longestTokenBytes);
  });
});
