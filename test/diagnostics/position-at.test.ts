import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionAt } from '../../src/diagnostics/position-at.js';

describe('positionAt', () => {
  it.each([
    ['', 0, 1, 1],
    ['abc', 2, 1, 3],
    ['a\nbc', 1, 1, 2],
    ['a\nbc', 2, 2, 1],
    ['a\r\nbc', 3, 2, 1],
    ['a\n', 2, 2, 1],
    ['abc', 99, 1, 4],
    ['abc', -1, 1, 1],
    ['😀x', 2, 1, 3],
  ])('finds in %j the offset %i at %i:%i', (text, offset, line, column) => {
    expect(positionAt(text, offset)).toEqual({ line, column });
  });

  it('counts the line breaks before an offset and the characters since the last', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n') }), fc.nat(40), (text, offset) => {
        const before = text.slice(0, offset).split('\n');
        const expected = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
        expect(positionAt(text, offset)).toEqual(expected);
      }),
    );
  });
});
