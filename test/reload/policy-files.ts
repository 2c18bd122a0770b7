import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LoadedFile, LoadedPolicies, LoadedPolicy } from '../../src/policy/load-policy.js';
import type { Policy } from '../../src/policy/policy.js';
import type { PolicyEvent } from '../../src/reload/generation.js';
import { PolicySet } from '../../src/reload/policy-set.js';

/**
 * A set of toy policies, so that these tests know every rule of their language: a file is named after its policy, a line
 * `include FILE` includes, and the word BROKEN, or nothing at all, is an error. What is compiled is the joined text.
 */
export function toyPolicySet(folder: string, onEvent?: (event: PolicyEvent) => void): ToyPolicySet {
  const compiled: string[] = [];
  const set = new PolicySet<string>({
    load: () => loadToys(folder),
    compile: async (policy) => {
      compiled.push(policy.name);
      const text = policy.files.map((file) => file.text).join('|');
      return text.includes('UNCOMPILABLE')
        ? { diagnostics: [{ ...broken(policy.files[0]?.file ?? ''), message: 'cannot be compiled' }] }
        : { compiled: text, diagnostics: [] };
    },
    ...(onEvent ? { onEvent } : {}),
  });
  return { set, compiled };
}

export interface ToyPolicySet {
  readonly set: PolicySet<string>;
  /** Names of the policies compiled so far. */
  readonly compiled: readonly string[];
}

async function loadToys(folder: string): Promise<LoadedPolicies> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
    return { policies: await Promise.all(names.map((name) => loadToy(join(folder, name)))), diagnostics: [] };
  } catch {
    return { policies: [], diagnostics: [{ ...broken(folder), message: 'there is no folder' }] };
  }
}

async function loadToy(file: string): Promise<LoadedPolicy> {
  const own = await readToy(file);
  const includes = [...(own.text ?? '').matchAll(/^include (.+)$/gm)].map((match) =>
    join(dirname(file), match[1] ?? ''),
  );
  const files = [own, ...(await Promise.all(includes.map(readToy)))];
  const sources = files.flatMap(({ file, text }) => (text === undefined ? [] : { file, text }));
  const loaded = { file, files, sources, name: file.replace(/^.*[\\/]|\.yaml$/g, '') };
  if (files.some(({ text }) => !text?.trim() || text.includes('BROKEN'))) {
    return { ...loaded, diagnostics: [broken(file)] };
  }
  const policy = { name: loaded.name, version: JSON.stringify(sources), files: sources } as unknown as Policy;
  return { ...loaded, policy, diagnostics: [] };
}

async function readToy(file: string): Promise<LoadedFile> {
  return { file, text: await readFile(file, 'utf8').catch(() => undefined) };
}

function broken(file: string): LoadedPolicy['diagnostics'][number] {
  const place = { file, pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { code: 'yaml-syntax', severity: 'error', message: 'it is broken', place };
}
