import { type Command, InvalidArgumentError } from 'commander';
import { measureQuality } from '../../verify/policy-quality.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { addQualityOptions, missedGates, type QualityFlags, qualityOptionsOf } from '../quality-options.js';
import type { TestReport } from '../reporters/reporter.js';
import { parseReporterChoice, type ReporterChoice, reporterNames } from '../reporters/reporters.js';
import { totalsOf } from '../reporters/totals.js';
import { fixtureFiles, runTests, type TestSelection } from '../run-tests.js';
import { UsageError } from '../usage-error.js';
import { type WatchedRun, watchRuns } from '../watch-runs.js';
import { checkReporters, isStdoutTaken, writeReports } from '../write-reports.js';
import type { CommandContext } from './command-context.js';

interface TestOptions extends Omit<TestSelection, 'files'>, QualityFlags {
  readonly watch?: true;
  readonly reporter?: readonly ReporterChoice[];
}

const examples = `
Examples:
  $ policy test                                       all fixtures in the folder policies
  $ policy test --policy policies/support.yaml        policies/support.test.yaml
  $ policy test policies/support.test.yaml --filter "long documents"
  $ policy test --watch --bail                        again on every change, up to the first failure
  $ policy test --update                              write what comes out into the expectations
  $ policy test --coverage --min-coverage 90          what the cases exercise, and a gate
  $ policy test --mutate                              mistakes that no case would notice
  $ policy test --coverage --mutate --suggest         cases for what is missing; >> adds them to the fixtures
  $ policy test --reporter pretty --reporter junit=report.xml

Reporters: pretty is for people and goes to standard error; the others are for machines and go to standard output, or
to the file that is given: folders in the working directory are created, others must exist. github also adds a summary
to the file that GITHUB_STEP_SUMMARY names.

Exit codes: 0 all cases pass; 1 a case fails, or a gate is missed; 2 a policy or fixture is invalid, or nothing ran.`;

export function addTest(program: Command, { io, finish }: CommandContext): void {
  addQualityOptions(program.command('test'))
    .description('run the fixtures beside the policies')
    .argument(
      '[files...]',
      'fixture files, or policies for the fixtures beside them; default: those that belong to --policy',
    )
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--filter <text>', 'run only cases whose name contains this text')
    .option('--bail', 'stop at the first failure')
    .option('--watch', 'run again when policies, fixtures or prompts change')
    .option('--update', 'write what comes out into the expectations; comments and layout stay')
    .option('--reporter <name[=path]>', `${reporterNames.join(', ')}; repeatable (default: pretty)`, collectReporter)
    .addHelpText('after', examples)
    .action(async (files: readonly string[], options: TestOptions) => finish(await test({ files, ...options }, io)));
}

function collectReporter(text: string, before: readonly ReporterChoice[] = []): readonly ReporterChoice[] {
  const choice = parseReporterChoice(text);
  if (choice === undefined) throw new InvalidArgumentError(`Allowed are ${reporterNames.join(', ')}, and NAME=PATH.`);
  return [...before, choice];
}

async function test(options: TestOptions & TestSelection, io: CliIo): Promise<ExitCode> {
  checkReporters(reportersOf(options));
  if (options.watch !== true) return (await testOnce(options, io)).result;
  if (options.update === true) throw new UsageError('--watch and --update exclude each other: update once, then watch');
  const [first = options.policy] = fixtureFiles(options, io);
  const path = options.files.length > 0 ? first : options.policy;
  return (await watchRuns(path, () => testOnce(options, io), io)) ?? exitCode.unable;
}

async function testOnce(options: TestOptions & TestSelection, io: CliIo): Promise<WatchedRun<ExitCode>> {
  const report = await measured(await runTests(options, io), options, io);
  await writeReports(report, reportersOf(options), io);
  if (options.suggest === true && !isStdoutTaken(reportersOf(options))) await writeSuggestions(report, io);
  return { result: verdict(report), files: report.files.flatMap(({ files }) => files) };
}

async function measured(report: TestReport, options: TestOptions, io: CliIo): Promise<TestReport> {
  const wanted = qualityOptionsOf(options, io);
  if (wanted === undefined) return report;
  const quality = await measureQuality(report.files, wanted);
  return { ...report, quality, missedGates: missedGates(quality, options) };
}

/** As items of `cases:`, so that `>>` adds them to a fixture file that ends with its cases. */
async function writeSuggestions({ quality = [] }: TestReport, io: CliIo): Promise<void> {
  for (const { fixtures, suggestions = [] } of quality) {
    if (suggestions.length === 0) continue;
    await writeLine(io.stdout, `  # for ${fixtures[0]}`);
    for (const { text } of suggestions) await io.stdout.write(text);
  }
}

function reportersOf({ reporter = [{ name: 'pretty' }] }: TestOptions): readonly ReporterChoice[] {
  return reporter;
}

function verdict(report: TestReport): ExitCode {
  const { cases, failed, invalid } = totalsOf(report);
  if (invalid > 0 || cases === 0) return exitCode.unable;
  return failed > 0 || (report.missedGates ?? []).length > 0 ? exitCode.failed : exitCode.good;
}
