import { readBrokenLines } from '../../report/broken-lines.js';
import { createRecordViews } from '../../report/record-views.js';
import { type CliIo, writeLine } from '../io.js';
import { paintFor } from '../paint.js';
import { textTable } from '../text-table.js';
import { csv } from './csv.js';
import { refusing } from './refusing.js';
import { tellBroken } from './tell-broken.js';
import type { OpenRecordFiles } from './with-records.js';

export interface AnswerFormat {
  readonly json?: true;
  readonly csv?: true;
}

/** What a user's statement gives: as a table, as one line of JSON for each row, or as CSV. */
export async function answerSql(sql: string, records: OpenRecordFiles, format: AnswerFormat, io: CliIo): Promise<void> {
  const { database, files } = records;
  await refusing(createRecordViews(database, files), 'the records cannot be read');
  const { columns, rows } = await refusing(database.query(sql), '--sql');
  await tellBroken(await readBrokenLines(database, files), records, io);
  if (format.json === true) {
    for (const row of rows) await writeLine(io.stdout, JSON.stringify(row));
    return;
  }
  const values = rows.map((row) => columns.map((column) => row[column]));
  if (format.csv === true) return writeLine(io.stdout, csv(columns, values));
  const cells = values.map((row) => row.map(cellOf));
  return writeLine(io.stdout, textTable({ titles: columns, rows: cells }, paintFor(io, io.stdout).dim));
}

function cellOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
