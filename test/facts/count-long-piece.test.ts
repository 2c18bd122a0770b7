import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBytePairs } from '../../src/facts/byte-pairs.js';
import { countLongPiece } from '../../src/facts/count-long-piece.js';
import { createTokenRanks, type TokenRanks } from '../../src/facts/token-ranks.js';

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
        expect(run(countLongPiece(bytes, table, size))).toBe(encodeBytePairs(bytes, table).length);
      }),
      { numRuns: 2000 },
    );
  });

  it('has them also when its end decides how it begins', () => {
    // Each pair is of a lower rank than the one to its left, so the last one decides which of two ways all are joined.
    const letters = Array.from({ length: 90 }, (_, index) => String.fromCharCode(0x100 + index));
    const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
    const table = new Map([...pairs.toReversed(), ...letters].map((token, rank) => [token, rank]));
    for (const bytes of [letters.join(''), letters.slice(0, -1).join('')]) {
      expect(run(countLongPiece(bytes, table, { window: 8, margin: 2 }))).toBe(encodeSlowly(bytes, table).length);
    }
  });

  it('is counted in steps', () => {
    const table = new Map([['a', 0]]);
    expect([...countLongPiece('a'.repeat(2 ** 17), table)].length).toBeGreaterThan(10);
  });
});

describe('the ranks of tokens', () => {
  const source = `! 0 ${['a', 'b', 'ab'].map(encoded).join(' ')}\n! 7 ${encoded('é')}`;
  const all = [
    ['a', 0],
    ['b', 1],
    ['ab', 2],
    ['Ã©', 7],
  ];

  it('are read from what tiktoken ships', () => {
    expect([...run(createTokenRanks(source)())]).toEqual(all);
  });

  it('are read once, in steps, by all who ask', () => {
    const read = createTokenRanks(
      `! 0 ${Array.from({ length: 50_000 }, (_, rank) => encoded(`token ${rank}`)).join(' ')}`,
    );
    const first = read();
    first.next();
    expect([...read()].length).toBeGreaterThan(5);
    expect(first.next()).toEqual({ done: true, value: run(read()) });
    expect(run(read()).get('token 49999')).toBe(49_999);
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

function run<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
