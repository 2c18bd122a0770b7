import type { GivenValue } from './fixtures-document.generated.js';

/** One combination of a matrix: values of given facts, by name. Empty for a case without a matrix. */
export type Cell = Readonly<Record<string, GivenValue>>;

/** The most cells one case may have. */
export const maxCells = 10_000;

type Matrix = Readonly<Record<string, readonly GivenValue[]>>;

/** How many cells a matrix has, without making them. */
export function countCells(matrix: Matrix): number {
  return Object.values(matrix).reduce((count, values) => count * values.length, 1);
}

/** Every combination, the last fact changing fastest. */
export function cellsOf(matrix: Matrix): readonly Cell[] {
  return Object.entries(matrix).reduce<readonly Cell[]>(
    (cells, [fact, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [fact]: value }))),
    [{}],
  );
}

/** `tokens=1999 user_tier=pro`; empty for the empty cell. */
export function describeCell(cell: Cell): string {
  return Object.entries(cell)
    .map(([fact, value]) => `${fact}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}
