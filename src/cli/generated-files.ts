import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type CliIo, writeLine } from './io.js';
import { paintFor } from './paint.js';
import { UsageError } from './usage-error.js';

/** A file that a command makes, and can make again. */
export interface GeneratedFile {
  /** As it is shown; relative to the working directory. */
  readonly path: string;
  readonly text: string;
}

/** Writes what is not yet so, and says what it wrote. */
export async function writeGenerated(files: readonly GeneratedFile[], io: CliIo): Promise<void> {
  const paint = paintFor(io, io.stderr);
  for (const file of files) {
    if (await isCurrent(file, io)) continue;
    await write(file, io);
    await writeLine(io.stderr, `${paint.green('wrote')} ${file.path}`);
  }
}

/** Says which files are not what they would be made to be. True when all are. */
export async function checkGenerated(files: readonly GeneratedFile[], cure: string, io: CliIo): Promise<boolean> {
  const paint = paintFor(io, io.stderr);
  let good = true;
  for (const file of files) {
    if (await isCurrent(file, io)) continue;
    good = false;
    await writeLine(io.stderr, `${paint.red('not current')} ${file.path}: ${cure}`);
  }
  return good;
}

async function isCurrent({ path, text }: GeneratedFile, io: CliIo): Promise<boolean> {
  try {
    return (await readFile(resolve(io.cwd, path), 'utf8')) === text;
  } catch {
    return false;
  }
}

async function write({ path, text }: GeneratedFile, io: CliIo): Promise<void> {
  const absolute = resolve(io.cwd, path);
  try {
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
  }
}
