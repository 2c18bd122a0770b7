import { displayWidth } from '../diagnostics/source-line.js';

export interface TextTable {
  /** Titles; a column whose title ends in a space is aligned to the left, the first always is. */
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns as wide as what stands in them, two spaces apart; numbers to the right. */
export function textTable({ titles, rows }: TextTable, dim: (text: string) => string = (text) => text): string {
  const widths = titles.map((title, column) =>
    Math.max(displayWidth(title.trimEnd()), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const isLeft = titles.map((title, column) => column === 0 || title.endsWith(' '));
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column]?.trimEnd() ?? '';
        const space = ' '.repeat(Math.max(0, width - displayWidth(cell)));
        return isLeft[column] ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd();
  return [dim(line(titles)), ...rows.map(line)].join('\n');
}
