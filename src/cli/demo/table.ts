import { displayWidth } from '../../diagnostics/source-line.js';

/** A column of fixed width, so that rows can be written as they come. */
export interface Column<Row> {
  readonly title: string;
  /** Terminal columns. */
  readonly width: number;
  readonly align?: 'right';
  readonly text: (row: Row) => string;
}

const gap = '  ';

export function headerLine<Row>(columns: readonly Column<Row>[]): string {
  return columns
    .map((column) => fitted(column.title, column))
    .join(gap)
    .trimEnd();
}

export function rowLine<Row>(columns: readonly Column<Row>[], row: Row): string {
  return columns
    .map((column) => fitted(column.text(row), column))
    .join(gap)
    .trimEnd();
}

function fitted<Row>(text: string, { width, align }: Column<Row>): string {
  const shown = displayWidth(text) <= width ? text : `${cut(text, width - 1)}…`;
  const padding = ' '.repeat(Math.max(0, width - displayWidth(shown)));
  return align === 'right' ? padding + shown : shown + padding;
}

/** The longest start of a text that is no wider. */
function cut(text: string, width: number): string {
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) > width) break;
    kept += character;
  }
  return kept;
}
