import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { hasErrors } from '../../diagnostics/diagnostic.js';
import { type LoadedPolicy, loadPolicies } from '../../policy/load-policy.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { checkGenerated, writeGenerated } from '../generated-files.js';
import { type CliIo, writeLine } from '../io.js';
import { missingPolicies } from '../load-compiled.js';
import { paintFor } from '../paint.js';
import { schemaFiles } from '../schema/schema-files.js';
import { shownPath } from '../shown-path.js';
import { UsageError } from '../usage-error.js';
import { type WatchedRun, watchRuns } from '../watch-runs.js';
import type { CommandContext } from './command-context.js';

interface SchemaOptions {
  readonly policy: string;
  readonly out?: string;
  readonly check?: true;
  readonly watch?: true;
}

const help = `
An editor that knows the schema completes and checks the names of facts, their values and operators, tiers, model slots,
rules and constraints. The first line of a file points to its schema:
  # yaml-language-server: $schema=./.schema/support.schema.json

Examples:
  $ policy schema                                    policies/.schema/support.schema.json for policies/support.yaml,
                                                     and support.test.schema.json for its fixtures
  $ policy schema --watch                            and again on every change
  $ policy schema --policy support.yaml --out -      the policy's schema to standard output

Exit codes: 0 done, also when a policy has mistakes; 1 --check found a schema that is not current; 2 nothing to do.`;

export function addSchema(program: Command, { io, finish }: CommandContext): void {
  program
    .command('schema')
    .description('write the schemas with which editors complete and check the names of your policies')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--out <file>', 'where to write the schema of a single policy; - for standard output')
    .option('--check', 'write nothing; fail when a schema is not current')
    .option('--watch', 'write again when a policy changes')
    .addHelpText('after', help)
    .action(async (options: SchemaOptions) => finish(await schema(options, io)));
}

async function schema(options: SchemaOptions, io: CliIo): Promise<ExitCode> {
  const { policy, watch, check } = options;
  if (!existsSync(resolve(io.cwd, policy))) throw missingPolicies(policy);
  if (watch !== true) return (await schemaOnce(options, io)).result;
  if (check === true) throw new UsageError('--watch and --check exclude each other');
  return (await watchRuns(policy, () => schemaOnce(options, io), io)) ?? exitCode.unable;
}

async function schemaOnce({ policy, out, check }: SchemaOptions, io: CliIo): Promise<WatchedRun<ExitCode>> {
  const { policies, diagnostics } = await loadPolicies(policy, { cwd: io.cwd });
  if (policies.length === 0) throw new UsageError(diagnostics[0]?.message ?? `no policy in ${policy}`);
  if (out !== undefined && policies.length > 1) {
    throw new UsageError(`--out is for one policy; name one of ${policies.map(({ file }) => file).join(', ')}`);
  }
  await tellMistakes(policies, io);
  const files = policies
    .flatMap((loaded) => schemaFiles(loaded, out))
    .map((file) => ({ ...file, path: shownPath(file.path, io) }));
  const watched = policies.flatMap((loaded) => loaded.files.map(({ file }) => file));
  if (out === '-') await io.stdout.write(files[0]?.text ?? '');
  else if (check !== true) await writeGenerated(files, io);
  else if (!(await checkGenerated(files, 'run policy schema', io))) return { result: exitCode.failed, files: watched };
  return { result: files.length === 0 ? exitCode.unable : exitCode.good, files: watched };
}

/** A policy with mistakes still has names; where some cannot be read, any name is let through. */
async function tellMistakes(policies: readonly LoadedPolicy[], io: CliIo): Promise<void> {
  const paint = paintFor(io, io.stderr);
  for (const { file, diagnostics } of policies) {
    if (!hasErrors(diagnostics)) continue;
    await writeLine(
      io.stderr,
      `${paint.yellow('note:')} ${file} has mistakes, which policy validate shows; its schema knows what can be read`,
    );
  }
}
