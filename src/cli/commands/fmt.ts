import type { Command } from 'commander';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.js';
import { loadPolicies } from '../../policy/load-policy.js';
import { discoverFixtures } from '../../verify/discover-fixtures.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { formatFile } from '../format-file.js';
import { checkGenerated, type GeneratedFile, writeGenerated } from '../generated-files.js';
import { type CliIo, writeLine } from '../io.js';
import { missingPolicies } from '../load-compiled.js';
import { usesColor } from '../paint.js';
import { readText } from '../read-lines.js';
import { readTextFile } from '../read-text-file.js';
import { shownPath } from '../shown-path.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface FmtOptions {
  readonly policy: string;
  readonly check?: true;
}

const help = `
One layout for all: keys in the order of the schema, two spaces a level, at most one empty line, brackets only where
they fit into 120 characters. Comments stay, and what a file means never changes.

Examples:
  $ policy fmt                                  every policy in the folder policies, what they include, their fixtures
  $ policy fmt --check                          for CI: change nothing, fail when something would change
  $ policy fmt policies/support.yaml
  $ policy fmt - < support.yaml                 for editors: from standard input to standard output

Exit codes: 0 done; 1 --check found a file that would change; 2 a file could not be formatted.`;

export function addFmt(program: Command, { io, finish }: CommandContext): void {
  program
    .command('fmt')
    .description('format policies and fixtures')
    .argument('[files...]', 'files to format; - for standard input; default: those that belong to --policy')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--check', 'write nothing; fail when a file would change')
    .addHelpText('after', help)
    .action(async (files: readonly string[], options: FmtOptions) => finish(await fmt(files, options, io)));
}

async function fmt(named: readonly string[], { policy, check }: FmtOptions, io: CliIo): Promise<ExitCode> {
  if (named.includes('-')) return fmtInput(named, io);
  const files = named.length > 0 ? named : await filesOf(policy, io);
  const formatted: GeneratedFile[] = [];
  for (const path of files) {
    const text = await formattedText(await readTextFile(path, io), path, io);
    if (text !== undefined) formatted.push({ path, text });
  }
  const good = check === true ? await checkGenerated(formatted, 'run policy fmt', io) : true;
  if (check !== true) await writeGenerated(formatted, io);
  if (formatted.length < files.length) return exitCode.unable;
  return good ? exitCode.good : exitCode.failed;
}

async function fmtInput(named: readonly string[], io: CliIo): Promise<ExitCode> {
  if (named.length > 1) throw new UsageError('- stands alone: standard input goes to standard output');
  const source = await readText(io.stdin);
  if (source === undefined) throw new UsageError('standard input is not UTF-8 text');
  const text = await formattedText(source, 'standard input', io);
  if (text === undefined) return exitCode.unable;
  await io.stdout.write(text);
  return exitCode.good;
}

async function formattedText(source: string, file: string, io: CliIo): Promise<string | undefined> {
  const { text, diagnostics } = formatFile(source, file);
  if (text !== undefined) return text;
  const frames = renderDiagnostics(diagnostics, [{ file, text: source }], { color: usesColor(io, io.stderr) });
  await writeLine(io.stderr, `${frames}\n${file} is left as it is\n`);
  return undefined;
}

/** The policies, what they include, and their fixtures. A catalogue in JSON has a layout of its own. */
async function filesOf(path: string, io: CliIo): Promise<readonly string[]> {
  const fixtures = discoverFixtures(path, io.cwd);
  if (fixtures === undefined) throw missingPolicies(path);
  const { policies, diagnostics } = await loadPolicies(path, { cwd: io.cwd });
  if (policies.length === 0) throw new UsageError(diagnostics[0]?.message ?? `no policy in ${path}`);
  const read = policies.flatMap(({ files }) => files.filter(({ text }) => text !== undefined).map(({ file }) => file));
  const ours = read.filter((file) => !file.endsWith('.json'));
  return [...new Set([...ours, ...fixtures].map((file) => shownPath(file, io)))].sort();
}
