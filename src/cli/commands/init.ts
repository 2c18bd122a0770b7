import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type GeneratedFile, writeGenerated } from '../generated-files.js';
import { type CiSystem, ciFile, ciSystems } from '../init/ci-workflow.js';
import { editorSettings } from '../init/editor-settings.js';
import { starterFiles } from '../init/starter-files.js';
import { type CliIo, writeLine } from '../io.js';
import { paintFor } from '../paint.js';
import { shellWord } from '../shell-word.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface InitOptions {
  readonly policy: string;
  readonly ci?: CiSystem;
  readonly vscode?: true;
  readonly force?: true;
}

const examples = `
Examples:
  $ policy init                    policies/support.yaml, its fixtures, and schemas for editors
  $ policy init chat --ci github   and .github/workflows/policy.yml
  $ policy init chat --vscode      and .vscode/settings.json, so that VS Code completes and checks policies`;

export function addInit(program: Command, { io, finish }: CommandContext): void {
  program
    .command('init')
    .description('write a policy to start from, with its fixtures')
    .argument('[name]', 'name of the policy', 'support')
    .option('--policy <folder>', 'folder to write into', 'policies')
    .addOption(new Option('--ci <system>', 'also write a CI job').choices(ciSystems))
    .option('--vscode', 'also write settings and recommended extensions for VS Code')
    .option('--force', 'overwrite files that exist')
    .addHelpText('after', examples)
    .action(async (name: string, options: InitOptions) => finish(await init(name, options, io)));
}

async function init(name: string, options: InitOptions, io: CliIo): Promise<ExitCode> {
  const { policy: folder, ci, force } = options;
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) {
    throw new UsageError(`"${name}" cannot be a policy's name: use letters, digits, - and _, a letter first`);
  }
  if (/\.ya?ml$/.test(folder)) {
    throw new UsageError(`--policy ${folder}: init writes into a folder; leave the file out and give the name`);
  }
  const files = [...starterFiles(folder, name), ...(ci === undefined ? [] : [ciFile(ci, folder)])];
  const existing = files.map(({ path }) => path).filter((path) => existsSync(resolve(io.cwd, path)));
  if (existing.length > 0 && force !== true) {
    throw new UsageError(`${existing.join(' and ')} already exist; nothing was written. --force overwrites`);
  }
  const settings = options.vscode === true ? vscodeFiles(io) : [];
  await writeGenerated([...files, ...settings], io);
  await tellNext(options, io);
  return exitCode.good;
}

/** What VS Code has been told already stays. */
function vscodeFiles(io: CliIo): readonly GeneratedFile[] {
  const read = (path: string): string | undefined => {
    const absolute = resolve(io.cwd, path);
    return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
  };
  const files = editorSettings(read);
  if (files !== undefined) return files;
  throw new UsageError(
    'the files in .vscode have comments, which would be lost; nothing was written. Without --vscode, install the extension redhat.vscode-yaml',
  );
}

async function tellNext({ policy: folder, ci }: InitOptions, io: CliIo): Promise<void> {
  const paint = paintFor(io, io.stderr);
  const option = folder === 'policies' ? '' : ` --policy ${shellWord(folder)}`;
  const next = ['validate', 'test'].map((command) => paint.bold(`policy ${command}${option}`)).join(' and ');
  await writeLine(io.stderr, `\nNext: ${next}`);
  const watch = paint.bold(`policy schema${option} --watch`);
  await writeLine(
    io.stderr,
    `While you edit: ${watch} keeps the schemas current, so that your editor knows your names`,
  );
  if (ci !== undefined) return;
  const { path, text } = ciFile('github', folder);
  await writeLine(io.stderr, `\nIn CI (${path}; --ci github writes it, --ci gitlab the same for GitLab):\n`);
  await io.stdout.write(text);
}
