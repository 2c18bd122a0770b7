import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { CliInput, CliIo } from './io.js';

/** What a file holds; standard input without a path and for `-`. A file that cannot be read is told when it is. */
export function fileInput(path: string | undefined, { stdin, cwd }: Pick<CliIo, 'stdin' | 'cwd'>): CliInput {
  if (path === undefined || path === '-') return stdin;
  const stream = createReadStream(resolve(cwd, path));
  return { isTTY: false, [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() };
}
