import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readRegularFile } from '../policy/read-regular-file.js';

/** What the policy files held at one moment. */
export interface Fingerprint {
  /** By absolute path: a hash of the content, or what is the matter with the file. */
  readonly contents: ReadonlyMap<string, string | 'empty' | 'missing'>;
}

/** Reads a policy file or folder, and the files it included when it was last loaded. Never rejects. */
export async function takeFingerprint(path: string, files: readonly string[]): Promise<Fingerprint> {
  const all = new Set([...(await policyFilesAt(path)), ...files.map((file) => resolve(file))]);
  const contents = await Promise.all([...all].sort().map(async (file) => [file, await stateOf(file)] as const));
  return { contents: new Map(contents) };
}

export function sameFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  return (
    a.contents.size === b.contents.size && [...a.contents].every(([file, state]) => b.contents.get(file) === state)
  );
}

/**
 * Whether a file that had content has none now, as happens for a moment while an editor writes it anew. Without a
 * before, every file is taken to have had content.
 */
export function hasLostContent(before: Fingerprint | undefined, after: Fingerprint): boolean {
  return [...after.contents].some(([file, state]) => isVoid(state) && !isVoid(before?.contents.get(file)));
}

function isVoid(state: string | undefined): boolean {
  return state === 'empty' || state === 'missing';
}

/** The YAML files of a folder; the file itself where the path is not a folder. */
async function policyFilesAt(path: string): Promise<readonly string[]> {
  const absolute = resolve(path);
  try {
    const names = await readdir(absolute);
    return names.filter((name) => /\.ya?ml$/i.test(name)).map((name) => join(absolute, name));
  } catch {
    return [absolute];
  }
}

async function stateOf(file: string): Promise<string> {
  try {
    const content = await readRegularFile(file);
    return content.length === 0 ? 'empty' : createHash('sha256').update(content).digest('hex');
  } catch {
    return 'missing';
  }
}
