import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { linesSql } from './lines-sql.js';
import type { Database, SqlRow } from './open-database.js';
import { isRecordSql, lineColumns } from './record-columns.js';

/** A line of a record file that is no record. */
export interface BrokenLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** Lines that a report left out. */
export interface BrokenLines {
  readonly count: number;
  /** Those that stand first, with their places. */
  readonly first: readonly BrokenLine[];
}

const shown = 10;

/** Reads the files once, and those with broken lines as far as their first ones again. */
export async function readBrokenLines(database: Database, files: readonly string[]): Promise<BrokenLines> {
  const sql = `
    SELECT filename AS file, count(*) AS lines FROM (SELECT *, filename FROM ${linesSql(files, lineColumns)})
    WHERE NOT ${isRecordSql} GROUP BY ALL ORDER BY file`;
  return firstBrokenLines(await database.run(sql));
}

/** Of files with how many broken lines they have: `file` and `lines`. */
export async function firstBrokenLines(rows: readonly SqlRow[]): Promise<BrokenLines> {
  const count = rows.reduce((sum, { lines }) => sum + Number(lines), 0);
  const files = rows.map(({ file }) => String(file));
  return { count, first: await findBrokenLines(files, shown) };
}

/** The first broken lines of files, at most so many. Reads no further than it has to. */
export async function findBrokenLines(files: readonly string[], most: number): Promise<readonly BrokenLine[]> {
  const found: BrokenLine[] = [];
  for (const file of files) {
    let line = 0;
    for await (const bytes of linesOf(file)) {
      line += 1;
      const reason = whyBroken(bytes);
      if (reason !== undefined) found.push({ file, line, reason });
      if (found.length >= most) return found;
    }
  }
  return found;
}

async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const bytes = createReadStream(file, { highWaterMark: 2 ** 20 });
  const source: AsyncIterable<Buffer> = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  let rest: Buffer[] = [];
  for await (const chunk of untilCutOff(source)) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]);
      rest = [];
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
  }
  const last = Buffer.concat(rest);
  if (last.length > 0) yield last;
}

/** A file that was being compressed when its process died ends like one whose last line is cut off. */
async function* untilCutOff(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error;
  }
}

const newline = 10;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const kinds: readonly unknown[] = ['request', 'feedback', 'shadow'];

/** The counterpart of isRecordSql, in words; undefined when the line is a record, or empty. */
function whyBroken(bytes: Buffer): string | undefined {
  const text = textOf(bytes);
  if (text === undefined) return 'not UTF-8';
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON, or cut off';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a record';
  const { v, kind, id, at } = value as Readonly<Record<string, unknown>>;
  if (v !== 1) return v === undefined ? 'no version (v)' : `version ${JSON.stringify(v)} of records is not known`;
  if (!kinds.includes(kind)) return kind === undefined ? 'no kind' : `kind ${JSON.stringify(kind)} is not known`;
  if (typeof id !== 'string') return 'no id';
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return 'no time (at)';
  return undefined;
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
