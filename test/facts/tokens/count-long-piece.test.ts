import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BytePairEncoder } from '../../../src/facts/tokens/byte-pairs.js';
import { hashBytes } from '../../../src/facts/tokens/byte-table.js';
import { countLongPiece, type WindowSizes } from '../../../src/facts/tokens/count-long-piece.js';
import { readVocabulary, type Vocabulary } from '../../../src/facts/tokens/vocabulary.js';

/** Tokens and their ranks. */
type TokenRanks = ReadonlyMap<string, number>;

const alphabet = ['a', 'b', 'c'];
/** Any tokens in any order: merging may be far from that of a trained vocabulary. */
const ranks: fc.Arbitrary<TokenRanks> = fc
  .uniqueArray(fc.string({ unit: fc.constantFrom(...alphabet), minLength: 2, maxLength: 6 }), { maxLength: 40 })
  .map((tokens) => new Map([...alphabet, ...tokens].map((token, rank) => [token, rank])));
const piece = fc.oneof(
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 200 }),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 60 }),
    )
    .map(([unit, times]) => unit.repeat(times)),
);

describe('byte-pair encoding', () => {
  it('joins the lowest rank first, and of equal ranks the leftmost', () => {
    const order = new Map([...alphabet, 'bc', 'ab', 'aa', 'aabc'].map((token, rank) => [token, rank]));
    expect(encodeBytePairs('abc', order)).toEqual([1, 3]);
    expect(encodeBytePairs('aaa', order)).toEqual([2, 3]);
    expect(encodeBytePairs('aabc', order)).toEqual([4]);
    expect(encodeBytePairs('', order)).toEqual([]);
  });

  it('equals doing so one pair at a time, with any tokens', () => {
    fc.assert(
      fc.property(piece, ranks, (bytes, table) => {
        expect(encodeBytePairs(bytes, table)).toEqual(encodeSlowly(bytes, table));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a long piece', () => {
  it('has in windows as many tokens as in one, with any tokens and windows of any size', () => {
    const sizes = fc.record({ window: fc.integer({ min: 1, max: 30 }), margin: fc.integer({ min: 0, max: 12 }) });
    fc.assert(
      fc.property(piece, ranks, sizes, (bytes, table, size) => {
        expect(countInWindows(bytes, table, size)).toBe(encodeBytePairs(bytes, table).length);
      }),
      { numRuns: 2000 },
    );
  });

  it('has them also when its end decides how it begins', () => {
    // Each pair is of a lower rank than the one to its left, so the last one decides which of two ways all are joined.
    const letters = Array.from({ length: 90 }, (_, index) => String.fromCharCode(0x60 + index));
    const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
    const table = new Map([...pairs.toReversed(), ...letters].map((token, rank) => [token, rank]));
    for (const bytes of [letters.join(''), letters.slice(0, -1).join('')]) {
      expect(countInWindows(bytes, table, { window: 8, margin: 2 })).toBe(encodeSlowly(bytes, table).length);
    }
  });

  it('is counted in steps', () => {
    const table = new Map([['a', 0]]);
    expect([...countLongPiece(Buffer.alloc(2 ** 17, 'a'), encoderFor(table))].length).toBeGreaterThan(10);
  });
});

describe('a vocabulary', () => {
  const read = (source: string): Vocabulary => run(readVocabulary(source));
  const rankOf = (vocabulary: Vocabulary, token: string): number => {
    const bytes = Buffer.from(token);
    return vocabulary.rank(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
  };

  it('has the ranks that tiktoken ships, and none for what is no token', () => {
    const vocabulary = read(`! 0 ${['a', 'b', 'ab'].map(encoded).join(' ')}\n! 7 ${encoded('é')}`);
    expect(['a', 'b', 'ab', 'é', 'c', '', 'aba'].map((token) => rankOf(vocabulary, token))).toEqual([
      0, 1, 2, 7, -1, -1, -1,
    ]);
  });

  it('is read in steps', () => {
    const source = `! 0 ${Array.from({ length: 50_000 }, (_, rank) => encoded(`token ${rank}`)).join(' ')}`;
    expect([...readVocabulary(source)].length).toBeGreaterThan(5);
    expect(rankOf(read(source), 'token 49999')).toBe(49_999);
  });
});

function encoded(token: string): string {
  return Buffer.from(token).toString('base64');
}

/** Byte-pair encoding as it is defined. */
function encodeSlowly(bytes: string, table: TokenRanks): number[] {
  const parts = [...bytes];
  for (;;) {
    const found = parts
      .slice(1)
      .map((right, index) => table.get(`${parts[index]}${right}`) ?? Number.POSITIVE_INFINITY);
    const lowest = Math.min(...found);
    if (lowest === Number.POSITIVE_INFINITY) break;
    parts.splice(found.indexOf(lowest), 2, `${parts[found.indexOf(lowest)]}${parts[found.indexOf(lowest) + 1]}`);
  }
  let end = 0;
  return parts.map((part) => {
    end += part.length;
    return end;
  });
}

function encoderFor(ranks: TokenRanks): BytePairEncoder {
  return new BytePairEncoder({
    rank: (bytes, start, end) => ranks.get(Buffer.from(bytes.subarray(start, end)).toString('latin1')) ?? -1,
  });
}

function encodeBytePairs(text: string, ranks: TokenRanks): number[] {
  const encoder = encoderFor(ranks);
  const bytes = Buffer.from(text, 'latin1');
  expect(encoder.encode(bytes, 0, bytes.length)).toBe(encoder.ends.length);
  return [...encoder.ends];
}

function countInWindows(text: string, ranks: TokenRanks, sizes?: WindowSizes): number {
  return run(countLongPiece(Buffer.from(text, 'latin1'), encoderFor(ranks), sizes));
}

function run<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
