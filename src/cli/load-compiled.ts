import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.js';
import { renderDiagnostics } from '../diagnostics/render-diagnostic.js';
import { type LoadedPolicy, loadPolicies } from '../policy/load-policy.js';
import { type CompiledPolicy, type CompileResult, compilePolicy } from '../rules/compile-policy.js';
import { type CliIo, writeLine } from './io.js';
import { usesColor } from './paint.js';
import { readSources } from './read-sources.js';
import { UsageError } from './usage-error.js';

export interface CompiledPath {
  /** The policies without errors, in the order of their files. */
  readonly compiled: readonly CompiledPolicy[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads and compiles every policy of a file or folder. No service is there, so custom facts are unknown. */
export async function compilePath(path: string, io: CliIo): Promise<CompiledPath> {
  if (!existsSync(resolve(io.cwd, path))) throw missingPolicies(path);
  const { policies, diagnostics } = await loadPolicies(path, { cwd: io.cwd });
  if (policies.length === 0) {
    throw new UsageError(`${diagnostics[0]?.message ?? `no policy in ${path}`}; policy init writes one to start from`);
  }
  const results = await Promise.all(policies.map(compileLoaded));
  return {
    compiled: results.flatMap(({ compiled }) => compiled ?? []),
    diagnostics: sortDiagnostics([...diagnostics, ...results.flatMap((result) => result.diagnostics)]),
  };
}

/** The same for commands that need every policy to be good; else says what is wrong and gives undefined. */
export async function loadCompiled(path: string, io: CliIo): Promise<readonly CompiledPolicy[] | undefined> {
  const { compiled, diagnostics } = await compilePath(path, io);
  if (!hasErrors(diagnostics)) return compiled;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const frames = renderDiagnostics(errors, readSources(errors, io.cwd), { color: usesColor(io, io.stderr) });
  await writeLine(io.stderr, frames);
  return undefined;
}

export function missingPolicies(path: string): UsageError {
  return new UsageError(`${path} does not exist: give --policy PATH, or let policy init write a policy to start from`);
}

async function compileLoaded({ policy, diagnostics }: LoadedPolicy): Promise<CompileResult> {
  if (policy === undefined) return { diagnostics };
  const result = await compilePolicy(policy);
  return { ...result, diagnostics: [...diagnostics, ...result.diagnostics] };
}
