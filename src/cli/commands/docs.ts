import type { Command } from 'commander';
import type { Policy } from '../../policy/policy.js';
import { policyPage } from '../docs/policy-page.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { checkGenerated, type GeneratedFile, writeGenerated } from '../generated-files.js';
import type { CliIo } from '../io.js';
import { loadCompiled } from '../load-compiled.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface DocsOptions {
  readonly policy: string;
  readonly out?: string;
  readonly check?: true;
}

const help = `
For people who do not read YAML: a flowchart, the rules in words, tiers, models and prices.

Examples:
  $ policy docs                                  every policy in the folder policies, to standard output
  $ policy docs --out docs/policies              docs/policies/support.md for the policy support
  $ policy docs --out docs/policies --check      for CI: fail when a page is not current

Exit codes: 0 done; 1 --check found a page that is not current; 2 a policy is invalid.`;

export function addDocs(program: Command, { io, finish }: CommandContext): void {
  program
    .command('docs')
    .description('write a Markdown page about each policy, with a flowchart')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--out <path>', 'folder to write into, or a .md file for a single policy; default: standard output')
    .option('--check', 'write nothing; fail when a page is not current')
    .addHelpText('after', help)
    .action(async (options: DocsOptions) => finish(await docs(options, io)));
}

async function docs({ policy: path, out, check }: DocsOptions, io: CliIo): Promise<ExitCode> {
  if (check === true && out === undefined) throw new UsageError('--check needs --out: it says which pages to look at');
  const policies = (await loadCompiled(path, io))?.map(({ policy }) => policy);
  if (policies === undefined) return exitCode.unable;
  if (out === undefined) {
    await io.stdout.write(policies.map(policyPage).join('\n'));
    return exitCode.good;
  }
  const pages = pagesIn(policies, out);
  if (check === true) return (await checkGenerated(pages, 'run policy docs', io)) ? exitCode.good : exitCode.failed;
  await writeGenerated(pages, io);
  return exitCode.good;
}

function pagesIn(policies: readonly Policy[], out: string): readonly GeneratedFile[] {
  const isFile = out.endsWith('.md');
  if (isFile && policies.length > 1) {
    throw new UsageError(`${out} holds one policy; give a folder for ${policies.map(({ name }) => name).join(', ')}`);
  }
  return policies.map((policy) => ({
    path: isFile ? out : `${out.replace(/\/$/, '')}/${policy.name}.md`,
    text: policyPage(policy),
  }));
}
