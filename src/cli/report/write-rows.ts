import type { SqlRow } from '../../report/records/open-record-files.js';
import { type CliIo, writeLine } from '../io.js';
import { textTable } from '../text-table.js';

export type RowFormat = 'text' | 'json' | 'csv';

/** Rows of a query as a table, as a line of JSON each, or as CSV (RFC 4180). */
export async function writeRows(
  columns: readonly string[],
  rows: readonly SqlRow[],
  format: RowFormat,
  io: CliIo,
): Promise<void> {
  switch (format) {
    case 'json':
      for (const row of rows) await writeLine(io.stdout, JSON.stringify(row));
      return;
    case 'csv':
      await writeLine(io.stdout, columns.map(csvCell).join(','));
      for (const row of rows) await writeLine(io.stdout, columns.map((name) => csvCell(row[name])).join(','));
      return;
    case 'text': {
      const cells = rows.map((row) => columns.map((name) => textOf(row[name])));
      await writeLine(io.stdout, textTable({ titles: columns, rows: cells }));
      return;
    }
    default:
      format satisfies never;
  }
}

function csvCell(value: unknown): string {
  const text = textOf(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
