import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openRecordFiles, type RecordFiles } from '../../report/records/open-record-files.js';
import type { CliIo } from '../io.js';
import { UsageError } from '../usage-error.js';

/** Record files that are open, and what they were opened from. */
export interface OpenedRecords {
  readonly files: RecordFiles;
  /** Paths and globs, absolute. */
  readonly paths: readonly string[];
}

/** Opens record files for as long as `use` takes; `-` is standard input. What is wrong is a UsageError that says so. */
export async function withRecords<T>(
  names: readonly string[],
  memoryLimit: string | undefined,
  io: CliIo,
  use: (opened: OpenedRecords) => Promise<T>,
): Promise<T> {
  const missing = names.find((name) => name !== '-' && !/[*?[{]/.test(name) && !existsSync(resolve(io.cwd, name)));
  if (missing !== undefined)
    throw new UsageError(`${missing} does not exist: give record files, globs, or - for standard input`);
  const scratch = await mkdtemp(join(tmpdir(), 'signalbox-report-'));
  try {
    const paths = await Promise.all(
      names.map((name) => (name === '-' ? keepInput(io, scratch) : resolve(io.cwd, name))),
    );
    const files = await open(paths, memoryLimit, scratch);
    try {
      return await use({ files, paths });
    } finally {
      files.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A report asks more than once, and standard input can be read only once. */
async function keepInput({ stdin }: CliIo, scratch: string): Promise<string> {
  const path = join(scratch, 'input.jsonl');
  await pipeline(Readable.from(stdin), createWriteStream(path));
  return path;
}

async function open(
  paths: readonly string[],
  memoryLimit: string | undefined,
  tempDirectory: string,
): Promise<RecordFiles> {
  try {
    return await openRecordFiles(paths, { tempDirectory, memoryLimit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
      throw new UsageError('reports need DuckDB, which is not installed: npm install @duckdb/node-api');
    }
    throw new UsageError(`the records cannot be read: ${firstLine(error)}`);
  }
}

/** DuckDB's messages go on with the statement. */
export function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}
