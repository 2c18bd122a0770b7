import { type Command, InvalidArgumentError } from 'commander';
import { discoverFixtures } from '../../verify/discover-fixtures.js';
import type { FixtureFileResult } from '../../verify/fixture-result.js';
import { createPolicyLoader } from '../../verify/policy-loader.js';
import { runFixtureFile } from '../../verify/run-fixture-file.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { CliIo } from '../io.js';
import { missingPolicies } from '../load-compiled.js';
import type { TestReport } from '../reporters/reporter.js';
import { parseReporterChoice, type ReporterChoice, reporterNames } from '../reporters/reporters.js';
import { totalsOf } from '../reporters/totals.js';
import { UsageError } from '../usage-error.js';
import { checkReporters, writeReports } from '../write-reports.js';
import type { CommandContext } from './command-context.js';

interface TestOptions {
  readonly policy: string;
  readonly filter?: string;
  readonly reporter?: readonly ReporterChoice[];
}

const examples = `
Examples:
  $ policy test                                       all fixtures in the folder policies
  $ policy test --policy policies/support.yaml        policies/support.test.yaml
  $ policy test policies/support.test.yaml --filter "long documents"
  $ policy test --reporter pretty --reporter junit=report.xml

Exit codes: 0 all cases pass; 1 a case fails; 2 a policy or fixture is invalid, or nothing ran.`;

export function addTest(program: Command, { io, finish }: CommandContext): void {
  program
    .command('test')
    .description('run the fixtures beside the policies')
    .argument('[files...]', 'fixture files; default: those that belong to --policy')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--filter <text>', 'run only cases whose name contains this text')
    .option('--reporter <name[=path]>', `${reporterNames.join(', ')}; repeatable (default: pretty)`, collectReporter)
    .addHelpText('after', examples)
    .action(async (files: readonly string[], options: TestOptions) => finish(await test(files, options, io)));
}

function collectReporter(text: string, before: readonly ReporterChoice[] = []): readonly ReporterChoice[] {
  const choice = parseReporterChoice(text);
  if (choice === undefined) throw new InvalidArgumentError(`Allowed are ${reporterNames.join(', ')}, and NAME=PATH.`);
  return [...before, choice];
}

async function test(files: readonly string[], options: TestOptions, io: CliIo): Promise<ExitCode> {
  const choices = options.reporter ?? [{ name: 'pretty' }];
  checkReporters(choices);
  const startedAt = Date.now();
  const start = performance.now();
  const results = await runFiles(files.length > 0 ? files : fixturesOf(options.policy, io), options, io);
  const report = { files: results, startedAt, duration: performance.now() - start };
  await writeReports(report, choices, io);
  return verdict(report);
}

function fixturesOf(policy: string, io: CliIo): readonly string[] {
  const found = discoverFixtures(policy, io.cwd);
  if (found === undefined) throw missingPolicies(policy);
  if (found.length > 0) return found;
  throw new UsageError(`no fixtures belong to ${policy}: write NAME.test.yaml beside NAME.yaml, as policy init does`);
}

async function runFiles(
  files: readonly string[],
  { filter }: TestOptions,
  io: CliIo,
): Promise<readonly FixtureFileResult[]> {
  const load = createPolicyLoader(io);
  const shared = { cwd: io.cwd, load, stopwatch: () => performance.now() };
  const results: FixtureFileResult[] = [];
  for (const file of files) {
    const result = await runFixtureFile(file, filter === undefined ? shared : { ...shared, filter });
    // A file in which the filter finds nothing has nothing to say.
    if (filter === undefined || result.kind === 'invalid' || result.results.length > 0) results.push(result);
  }
  return results;
}

function verdict(report: TestReport): ExitCode {
  const { cases, failed, invalid } = totalsOf(report);
  if (invalid > 0 || cases === 0) return exitCode.unable;
  return failed > 0 ? exitCode.failed : exitCode.good;
}
