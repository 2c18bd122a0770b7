import { relative } from 'node:path';
import { findBrokenLines } from '../../report/records/broken-lines.js';
import { quoted } from '../../report/records/sql-text.js';
import { type CliIo, writeLine } from '../io.js';
import { countText } from './figures.js';
import type { OpenedRecords } from './open-records.js';

const mostShown = 10;

/** Says how many lines are no records, and where the first of them are. They are left out, and never fatal. */
export async function tellBrokenLines(count: number, { files, paths }: OpenedRecords, io: CliIo): Promise<void> {
  if (count === 0) return;
  await writeLine(
    io.stderr,
    `warning: ${countText(count)} ${count === 1 ? 'line is' : 'lines are'} no record, and left out`,
  );
  const found = await Promise.all(
    paths.map(async (path) => (await files.query(`SELECT file FROM glob(${quoted(path)}) ORDER BY file`)).rows),
  );
  const broken = await findBrokenLines(
    found.flat().map(({ file }) => String(file)),
    mostShown,
  );
  for (const { file, line, reason } of broken) {
    await writeLine(io.stderr, `  ${relative(io.cwd, file)}:${line}  ${reason}`);
  }
  if (count > broken.length) await writeLine(io.stderr, '  …');
}
