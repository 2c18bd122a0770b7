import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decodeText, whyUnreadable } from '../policy/read-regular-file.js';
import type { CliIo } from './io.js';
import { UsageError } from './usage-error.js';

/** The text of a file that the user names; pipes are read, too. Throws a UsageError that says why it cannot be read. */
export async function readTextFile(path: string, io: Pick<CliIo, 'cwd'>, calledAs = path): Promise<string> {
  try {
    return decodeText(await readFile(resolve(io.cwd, path)));
  } catch (error) {
    throw new UsageError(`${calledAs} cannot be read: ${whyUnreadable(error)}`);
  }
}
