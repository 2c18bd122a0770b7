import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FixtureFileResult } from '../verify/fixture-result.js';
import { updateFixtures } from '../verify/update/update-fixtures.js';
import { countOf } from './count-of.js';
import { type CliIo, writeLine } from './io.js';
import { paintFor } from './paint.js';
import { UsageError } from './usage-error.js';

/** Writes what came out into a fixture file, and says what was left to a person. False when nothing was written. */
export async function updateFile(result: FixtureFileResult & { kind: 'ran' }, io: CliIo): Promise<boolean> {
  const { file, results } = result;
  const path = resolve(io.cwd, file);
  const { text, count, left } = updateFixtures(await readFile(path, 'utf8'), file, results);
  const paint = paintFor(io, io.stderr);
  if (count > 0) {
    await save(path, text);
    await writeLine(io.stderr, `${paint.green('updated')} ${file}: ${countOf(count, 'expected value')}`);
  }
  for (const { title, field, why } of left) {
    await writeLine(io.stderr, `${paint.yellow('left')} ${file}: ${title}: ${field}: ${why}`);
  }
  return count > 0;
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`the fixtures cannot be updated: ${(error as Error).message}`);
  }
}
