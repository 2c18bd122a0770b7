import { type Cell, describeCell } from './matrix.js';

/** A case's name, and the cell of its matrix: what a filter is held against. */
export function caseTitle({ name, cell }: { readonly name: string; readonly cell: Cell }): string {
  const values = describeCell(cell);
  return values === '' ? name : `${name} [${values}]`;
}
