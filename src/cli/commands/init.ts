import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExitCode, exitCode } from '../exit-code.js';
import { githubWorkflow, githubWorkflowPath } from '../init/ci-workflow.js';
import { starterFixtures, starterPolicy } from '../init/starter-policy.js';
import { type CliIo, writeLine } from '../io.js';
import { paintFor } from '../paint.js';
import { shellWord } from '../shell-word.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface InitOptions {
  readonly policy: string;
  readonly ci?: 'github';
  readonly force?: true;
}

export function addInit(program: Command, { io, finish }: CommandContext): void {
  program
    .command('init')
    .description('write a policy to start from, with its fixtures')
    .argument('[name]', 'name of the policy', 'support')
    .option('--policy <folder>', 'folder to write into', 'policies')
    .addOption(new Option('--ci <system>', 'also write a CI workflow').choices(['github']))
    .option('--force', 'overwrite files that exist')
    .addHelpText(
      'after',
      '\nExamples:\n  $ policy init                    policies/support.yaml and its fixtures\n  $ policy init chat --ci github   and .github/workflows/policy.yml',
    )
    .action(async (name: string, options: InitOptions) => finish(await init(name, options, io)));
}

async function init(name: string, { policy: folder, ci, force }: InitOptions, io: CliIo): Promise<ExitCode> {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) {
    throw new UsageError(`"${name}" cannot be a policy's name: use letters, digits, - and _, a letter first`);
  }
  if (/\.ya?ml$/.test(folder)) {
    throw new UsageError(`--policy ${folder}: init writes into a folder; leave the file out and give the name`);
  }
  const files = new Map([
    [`${folder}/${name}.yaml`, starterPolicy(name)],
    [`${folder}/${name}.test.yaml`, starterFixtures(name)],
  ]);
  if (ci !== undefined) files.set(githubWorkflowPath, githubWorkflow(folder));
  const existing = [...files.keys()].filter((file) => existsSync(resolve(io.cwd, file)));
  if (existing.length > 0 && force !== true) {
    throw new UsageError(`${existing.join(' and ')} already exist; nothing was written. --force overwrites`);
  }
  for (const [file, text] of files) await write(resolve(io.cwd, file), text);
  await tell([...files.keys()], { folder, ...(ci !== undefined && { ci }) }, io);
  return exitCode.good;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function tell(
  files: readonly string[],
  { folder, ci }: { readonly folder: string; readonly ci?: 'github' },
  io: CliIo,
): Promise<void> {
  const paint = paintFor(io, io.stderr);
  const option = folder === 'policies' ? '' : ` --policy ${shellWord(folder)}`;
  for (const file of files) await writeLine(io.stderr, `${paint.green('wrote')} ${file}`);
  await writeLine(
    io.stderr,
    `\nNext: ${paint.bold(`policy validate${option}`)} and ${paint.bold(`policy test${option}`)}`,
  );
  if (ci !== undefined) return;
  await writeLine(io.stderr, `\nIn CI (${githubWorkflowPath}; --ci github writes it):\n`);
  await io.stdout.write(githubWorkflow(folder));
}
