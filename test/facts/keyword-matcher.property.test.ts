import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeywordMatcher, foldCase } from '../../src/facts/keyword-matcher.js';

const unit = fc.constantFrom(
  'a',
  'b',
  'A',
  'é',
  'É',
  'σ',
  'ς',
  ' ',
  '_',
  '-',
  '1',
  '😀',
  '\ud83d',
  '\u0301',
  '𐐀',
  '漢',
);
const words = fc.array(fc.string({ unit, minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
const text = fc.string({ unit, maxLength: 30 });

const wordCharacter = '[\\p{L}\\p{M}\\p{N}_]';
const loneSurrogate = /\p{Cs}/u;

describe('keywords', () => {
  it('are found in one pass where one of them stands anywhere', () => {
    fc.assert(
      fc.property(words, text, fc.boolean(), (keywords, sample, ignoreCase) => {
        const fold = ignoreCase ? foldCase : (each: string): string => each;
        const matches = createKeywordMatcher(keywords, { match: 'substring', ignoreCase });
        expect(matches(fold(sample))).toBe(keywords.some((keyword) => fold(sample).includes(fold(keyword))));
      }),
      { numRuns: 400 },
    );
  });

  it('are found as words where neither side of one is part of a word', () => {
    fc.assert(
      fc.property(words, text, (keywords, sample) => {
        const matches = createKeywordMatcher(keywords, { match: 'word', ignoreCase: false });
        // A pattern with u never splits a pair, of which half a keyword may be.
        fc.pre(![sample, ...keywords].some((each) => loneSurrogate.test(each)));
        const pattern = new RegExp(`(?<!${wordCharacter})(?:${keywords.join('|')})(?!${wordCharacter})`, 'u');
        expect(matches(sample)).toBe(pattern.test(sample));
      }),
      { numRuns: 400 },
    );
  });

  it('are found among pairs of characters that share a number', () => {
    const [one, other] = ['\u0100\u0000', '\u0101\uff05'];
    const matches = createKeywordMatcher([`${one}x`], { match: 'substring', ignoreCase: false });
    expect([matches(`${other}x`), matches(`${other}x${one}x`)]).toEqual([false, true]);
  });
});
