import { resolve } from 'node:path';
import type { CustomFact } from '../facts/fact-source.js';
import { loadPolicy } from '../policy/load-policy.js';
import { type CompileResult, compilePolicy } from '../rules/compile-policy.js';

/** A compiled policy, and the names of all files it is made of, also of those that could not be read. */
export type PolicyFileResult = CompileResult & { readonly files?: readonly string[] };

export type LoadPolicyFile = (file: string) => Promise<PolicyFileResult>;

export interface PolicyLoaderOptions {
  /** Absolute path that file names are relative to. */
  readonly cwd: string;
  /** Functions for custom facts, by fact name. Without them custom facts are unknown, unless a case gives them. */
  readonly facts?: Readonly<Record<string, CustomFact>>;
}

/** Loads single policy files, each once. */
export function createPolicyLoader({ cwd, facts }: PolicyLoaderOptions): LoadPolicyFile {
  const loaded = new Map<string, Promise<PolicyFileResult>>();
  const load = async (path: string): Promise<PolicyFileResult> => {
    const { policy, diagnostics, files: read } = await loadPolicy(path, { cwd });
    const files = read.map(({ file }) => file);
    if (policy === undefined) return { diagnostics, files };
    const result = await compilePolicy(policy, facts === undefined ? {} : { customFacts: facts });
    return { ...result, diagnostics: [...diagnostics, ...result.diagnostics], files };
  };
  return (file) => {
    const path = resolve(cwd, file);
    const result = loaded.get(path) ?? load(path);
    loaded.set(path, result);
    return result;
  };
}
