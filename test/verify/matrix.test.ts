import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, countCells, describeCell } from '../../src/verify/matrix.js';

describe('a matrix', () => {
  it('has one empty cell when it is empty', () => {
    expect(cellsOf({})).toEqual([{}]);
    expect(describeCell({})).toBe('');
  });

  it('gives every combination, the last fact changing fastest', () => {
    expect(cellsOf({ tokens: [1, 2], tier: ['free', 'pro'] })).toEqual([
      { tokens: 1, tier: 'free' },
      { tokens: 1, tier: 'pro' },
      { tokens: 2, tier: 'free' },
      { tokens: 2, tier: 'pro' },
    ]);
  });

  it('counts its cells without making them, and no two are the same', () => {
    const matrices = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,5}$/),
      fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }),
      {
        maxKeys: 4,
      },
    );
    fc.assert(
      fc.property(matrices, (matrix) => {
        const cells = cellsOf(matrix);
        expect(cells).toHaveLength(countCells(matrix));
        expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length);
      }),
    );
  });
});
