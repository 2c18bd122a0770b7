import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase } from '../../../src/facts/keywords/fold-case.js';
import { KeywordScan } from '../../../src/facts/keywords/keyword-scan.js';
import { type KeywordList, wantKeywords } from '../../../src/facts/keywords/wanted-keywords.js';
import { finish } from '../support.js';

const unit = fc.constantFrom(
  ...[
    'a',
    'b',
    'A',
    'é',
    'É',
    'İ',
    'i̇',
    'σ',
    'ς',
    'Σ',
    ' ',
    '_',
    '-',
    '1',
    '😀',
    '\ud83d',
    '\udc00',
    '\u0301',
    '𐐀',
    '𐐨',
    '漢',
  ],
);
/** Few letters, so that keywords begin, end and stand in one another. */
const alike = fc.constantFrom('a', 'b', ' ');
/** Letters of two code units each. */
const pairs = fc.constantFrom('𐐀', '𐐨', 'a', ' ');
const keywordsOf = (letter: fc.Arbitrary<string>) =>
  fc.uniqueArray(fc.string({ unit: letter, minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
const match = fc.constantFrom('word' as const, 'substring' as const);
const sceneOf = (letter: fc.Arbitrary<string>) =>
  fc.record({
    facts: fc.array(fc.record({ keywords: keywordsOf(letter), match }), { minLength: 1, maxLength: 4 }),
    text: fc.string({ unit: letter, maxLength: 40 }),
    ignoreCase: fc.boolean(),
    partSize: fc.integer({ min: 1, max: 50 }),
  });
const scene = fc.oneof(sceneOf(unit), sceneOf(alike), sceneOf(pairs));

const ofWords = /^[\p{L}\p{M}\p{N}_]$/u;

/** Looks at every place, one keyword after the other. */
function standsIn(text: string, { keywords, match: how }: KeywordList): boolean {
  const isWord = (character: string | undefined): boolean => character !== undefined && ofWords.test(character);
  return keywords.some((keyword) => {
    for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
      if (how === 'substring') return true;
      const before = [...text.slice(0, at)].at(-1);
      const [after] = text.slice(at + keyword.length);
      if (!isWord(before) && !isWord(after)) return true;
    }
    return false;
  });
}

describe('keywords of several facts', () => {
  it('are found where one of them stands anywhere, whatever the parts in which the text is read', () => {
    fc.assert(
      fc.property(scene, ({ facts, text, ignoreCase, partSize }) => {
        const fold = ignoreCase ? foldCase : (each: string): string => each;
        const scan = new KeywordScan(text, wantKeywords(facts, ignoreCase), partSize);
        const expected = facts.map(({ keywords, match: how }) =>
          standsIn(fold(text), { keywords: keywords.map(fold), match: how }),
        );
        expect(facts.map((_, fact) => finish(scan.find(fact)))).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it('are found when all facts ask at the same time', () => {
    fc.assert(
      fc.property(scene, fc.array(fc.nat(3)), ({ facts, text, partSize }, order) => {
        const scan = new KeywordScan(text, wantKeywords(facts, false), partSize);
        const asking = facts.map((_, fact) => scan.find(fact));
        for (const next of order) asking[next]?.next();
        const alone = facts.map((_, fact) => finish(new KeywordScan(text, wantKeywords(facts, false)).find(fact)));
        expect(facts.map((_, fact) => finish(scan.find(fact)))).toEqual(alone);
      }),
    );
  });
});

describe('a keyword as a word', () => {
  it.each(['𐐀ab', 'ab𐐀', '_ab', 'é_ab'])('does not stand in %s, wherever a part of the text ends', (text) => {
    const wanted = wantKeywords([{ keywords: ['ab'], match: 'word' }], false);
    for (let partSize = 1; partSize < 9; partSize += 1) {
      expect(finish(new KeywordScan(`--${text}--`, wanted, partSize).find(0))).toBe(false);
      expect(finish(new KeywordScan(`--${text} ab`, wanted, partSize).find(0))).toBe(true);
    }
  });
});

describe('a pass over a text', () => {
  const read = (text: string) => {
    let [units, folds] = [0, 0];
    const wanted = wantKeywords(
      [
        { keywords: ['first'], match: 'word' },
        { keywords: ['last', 'first'], match: 'word' },
      ],
      true,
    );
    const fold = (part: string): string => {
      units += part.length;
      folds += 1;
      return wanted.fold(part);
    };
    const scan = new KeywordScan(text, { ...wanted, fold }, 100);
    return { scan, read: () => ({ units, folds }) };
  };

  it('is made once for all facts, and no further than the fact that asks needs', () => {
    const text = `the first ${'word '.repeat(100)} and the last`;
    const { scan, read: units } = read(text);
    expect(finish(scan.find(0))).toBe(true);
    expect(units()).toEqual({ units: 100, folds: 1 });
    expect(finish(scan.find(1))).toBe(true);
    expect(units()).toEqual({ units: 100, folds: 1 });
    const other = read(text.replace('first', 'other'));
    expect([finish(other.scan.find(0)), finish(other.scan.find(1))]).toEqual([false, true]);
    expect(other.read().units).toBe(text.length);
  });

  it('lets others work between its parts', () => {
    const { scan } = read('word '.repeat(400));
    expect([...scan.find(0)]).toHaveLength(4);
  });
});

describe('ten thousand keywords', () => {
  const keywords = Array.from({ length: 10_000 }, (_, index) => `keyword${index}`);
  const wanted = wantKeywords([{ keywords, match: 'word' }], true);
  const stands = (text: string): boolean => finish(new KeywordScan(text, wanted).find(0));

  it('are each found, and nothing that only begins like one', () => {
    for (const keyword of keywords) expect(stands(`a ${keyword.toUpperCase()}.`)).toBe(true);
    expect(stands('keyword keyword10000 akeyword1 keywor')).toBe(false);
  });

  // One look at each of them wherever one may begin would take a minute.
  it.each(['ke', 'keyword', 'keyword1', 'keyword99999'])('take linear time on 1 MiB of %s', (unit) => {
    expect(stands(unit.repeat(2 ** 20 / unit.length))).toBe(false);
  });
});
