import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Database, openDatabase } from '../../report/open-database.js';
import { findRecordFiles } from '../../report/record-files.js';
import type { CliInput, CliIo } from '../io.js';
import { UsageError } from '../usage-error.js';

export interface DatabaseFlags {
  readonly memory?: string;
  readonly temp?: string;
}

export interface OpenRecordFiles {
  readonly database: Database;
  readonly files: readonly string[];
  /** The one that standard input was kept in. */
  readonly input: string | undefined;
}

/** Opens record files for as long as the work with them takes. `-` is standard input. */
export async function withRecords<T>(
  paths: readonly string[],
  { memory, temp }: DatabaseFlags,
  io: CliIo,
  work: (records: OpenRecordFiles) => Promise<T>,
): Promise<T> {
  const folder = await makeFolder(temp);
  try {
    const database = await open(join(folder, 'duckdb'), memory);
    try {
      const named = paths.filter((path) => path !== '-');
      if (paths.length - named.length > 1) throw new UsageError('standard input (-) was named twice');
      const input = paths.length === named.length ? undefined : await keepInput(io.stdin, folder);
      const files = [...new Set([...(await find(database, named, io)), ...(input === undefined ? [] : [input])])];
      return await work({ database, files, input });
    } finally {
      database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFolder(temp: string | undefined): Promise<string> {
  try {
    return await mkdtemp(join(temp ?? tmpdir(), 'policy-report-'));
  } catch (error) {
    throw new UsageError(`--temp ${temp}: no folder can be made there: ${(error as Error).message}`);
  }
}

async function open(tempFolder: string, memory: string | undefined): Promise<Database> {
  try {
    return await openDatabase({ tempFolder, ...(memory !== undefined && { memory }) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
      throw new UsageError('reports need DuckDB, which is not installed: npm install @duckdb/node-api');
    }
    if (memory === undefined) throw error;
    throw new UsageError(`--memory ${memory}: an amount was expected, such as 4GB or 512MB`);
  }
}

async function find(database: Database, paths: readonly string[], io: CliIo): Promise<readonly string[]> {
  const named = await findRecordFiles(database, paths, io.cwd);
  const missing = named.find(({ files }) => files.length === 0);
  if (missing !== undefined)
    throw new UsageError(`${missing.path}: no such file; give record files, folders, globs or -`);
  return named.flatMap(({ files }) => files);
}

/** Standard input may be read once only, and reports read twice. */
async function keepInput(stdin: CliInput, folder: string): Promise<string> {
  const file = join(folder, 'input.jsonl');
  let isGzip: boolean | undefined;
  await pipeline(
    Readable.from(stdin),
    async function* (chunks: AsyncIterable<string | Uint8Array>) {
      for await (const chunk of chunks) {
        const bytes = Buffer.from(chunk);
        isGzip ??= bytes[0] === 0x1f && bytes[1] === 0x8b;
        yield bytes;
      }
    },
    createWriteStream(file),
  );
  if (isGzip !== true) return file;
  await rename(file, `${file}.gz`);
  return `${file}.gz`;
}
