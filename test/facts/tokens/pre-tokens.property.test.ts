import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/facts/tokens/character-classes.js';
import {
  type ClassifiedText,
  type EncodingName,
  mostAhead,
  preTokenEnd,
} from '../../../src/facts/tokens/pre-tokens.js';

// tiktoken's patterns (`pat_str`), written for JavaScript: its \s differs from Rust's in U+0085 and U+FEFF, and Node 20
// has no (?i:…), which also folds U+017F to s.
const space = '\\p{White_Space}';
const contraction = "'(?:[sS\\u017f]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])";
const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
const before = '[^\\r\\n\\p{L}\\p{N}]?';
const signs = ` ?[^${space}\\p{L}\\p{N}]+`;
const tail = [`${space}*[\\r\\n]+`, `${space}+(?!\\P{White_Space})`, `${space}+`];

const branches: Readonly<Record<EncodingName, readonly string[]>> = {
  o200k_base: [
    `${before}${upper}*${lower}+(?:${contraction})?`,
    `${before}${upper}+${lower}*(?:${contraction})?`,
    '\\p{N}{1,3}',
    `${signs}[\\r\\n/]*`,
    ...tail,
  ],
  cl100k_base: [contraction, `${before}\\p{L}+`, '\\p{N}{1,3}', `${signs}[\\r\\n]*`, ...tail],
};

// Of every class that the patterns tell apart, and of both planes.
const character = fc.constantFrom(
  ...[
    'a',
    'b',
    'é',
    'A',
    'B',
    'ǅ',
    '漢',
    'あ',
    'ー',
    'ª',
    '\u0301',
    '\u0903',
    '\u20dd',
    '1',
    '2',
    '½',
    'Ⅷ',
    '𝟗',
    '𐐀',
    '𐐨',
  ],
  ...[' ', ' ', '\t', '\u00a0', '\u0085', '\u3000', '\u2028', '\n', '\r', '\ufeff', '/', '!', '.', '_', '😀', '\u200d'],
  ...["'", "'s", "'S", "'ſ", "'ll", "'Ll", "'l", "'re", "'d", '\ud800', '\udc00', '𠀀', 'ʰ', '\ue000', '\u{10ffff}'],
);
const run = fc.tuple(character, fc.integer({ min: 1, max: 5 })).map(([unit, times]) => unit.repeat(times));
const text = fc.oneof(
  fc.array(run, { maxLength: 14 }).map((runs) => runs.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

describe.each(['o200k_base', 'cl100k_base'] as const)('the pre-tokens of %s', (encoding) => {
  const pattern = new RegExp(branches[encoding].join('|'), 'gu');
  const matchedEnds = (sample: string): number[] =>
    [...sample.matchAll(pattern)].map(({ index, 0: piece }) => index + piece.length);

  it("are what tiktoken's pattern finds", () => {
    fc.assert(
      fc.property(text, (sample) => {
        expect(endsOf(encoding, sample)).toEqual(matchedEnds(sample));
      }),
      { numRuns: 5000 },
    );
  });

  it('are the same in a part of a text, where what was seen is well inside it', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), (head, tail, at) => {
        const whole = `${head}${tail}`;
        const size = Math.min(at, whole.length);
        const block = blockOf(whole, size);
        const ends = new Set(matchedEnds(whole));
        for (let end = 0; end < size; ) {
          end = preTokenEnd(encoding)(block, end);
          if (block.seen + mostAhead > size) return;
          expect(ends).toContain(end);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('are that for every character', () => {
    const pageSize = 256;
    for (let page = 0; page < 0x110000 / pageSize; page += 1) {
      const characters = Array.from({ length: pageSize }, (_, low) => String.fromCodePoint(page * pageSize + low));
      const sample = characters.map((character) => `A${character}a `).join('');
      expect(endsOf(encoding, sample).join()).toBe(matchedEnds(sample).join());
    }
  });
});

function endsOf(encoding: EncodingName, sample: string): number[] {
  const ends: number[] = [];
  const block = blockOf(sample, sample.length);
  for (let end = 0; end < sample.length; ends.push(end)) end = preTokenEnd(encoding)(block, end);
  return ends;
}

function blockOf(text: string, size: number): ClassifiedText {
  const classes = new Uint8Array(size + 1);
  classify(text, 0, size, classes, 0);
  return { text, base: 0, classes, size, seen: 0 };
}
