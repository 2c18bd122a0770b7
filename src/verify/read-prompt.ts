import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The text of a prompt file, or why there is none, in words that follow its name. */
export type PromptText = { readonly text: string } | { readonly problem: string };

/** Reads a prompt by its path from the fixture file's folder. Never throws. */
export type ReadPrompt = (path: string) => PromptText;

export interface PromptReader {
  readonly read: ReadPrompt;
  /** What was asked for, found or not, named as the fixture file is. */
  readonly files: ReadonlySet<string>;
}

/** The largest prompt file, in bytes: more than any context window holds. */
const maxPromptBytes = 16 * 1024 * 1024;

/** Reads prompts of one fixture file, each once. They may not leave its folder, by `..` or by a symbolic link. */
export function createPromptReader(fixtureFile: string, cwd: string): PromptReader {
  const folder = dirname(fixtureFile);
  const read = new Map<string, PromptText>();
  const files = new Set<string>();
  return {
    files,
    read: (path) => {
      const known = read.get(path);
      if (known !== undefined) return known;
      const outside = isAbsolute(path) || leaves(relative('', path));
      if (!outside) files.add(join(folder, path));
      const text = outside ? leavesFolder : readPrompt(resolve(cwd, folder), path);
      read.set(path, text);
      return text;
    },
  };
}

const leavesFolder: PromptText = { problem: "leaves the fixture file's folder" };

function readPrompt(folder: string, path: string): PromptText {
  try {
    const file = realpathSync(join(folder, path));
    if (leaves(relative(realpathSync(folder), file))) return leavesFolder;
    const found = statSync(file);
    if (!found.isFile()) return { problem: found.isDirectory() ? 'is a folder' : 'is not a file' };
    if (found.size > maxPromptBytes) return { problem: `is larger than ${maxPromptBytes / 1024 / 1024} MiB` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    return { problem: reasonOf(error as NodeJS.ErrnoException) };
  }
}

function leaves(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'is not UTF-8 text';
    default:
      return `cannot be read: ${code ?? message}`;
  }
}
