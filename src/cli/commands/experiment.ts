import type { Command } from 'commander';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { armRanges } from '../../facts/bucket-arms.js';
import type { ExperimentData } from '../../report/experiment/experiment-data.js';
import { experimentPage } from '../../report/experiment/experiment-page.js';
import { type ExperimentReport, reportExperiment } from '../../report/experiment/experiment-report.js';
import { keepRecords } from '../../report/experiment/keep-records.js';
import {
  type ExperimentWindow,
  type RunSql,
  readExperiment,
  readExperimentDays,
} from '../../report/experiment/read-experiment.js';
import { countOf } from '../count-of.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { describeExperiment } from '../experiment/describe-experiment.js';
import { type CliIo, writeLine } from '../io.js';
import { compilePath } from '../load-compiled.js';
import { momentFlag } from '../moment-flag.js';
import { paintFor } from '../paint.js';
import { refusing } from '../report/refusing.js';
import { tellBroken } from '../report/tell-broken.js';
import { type OpenRecordFiles, withRecords } from '../report/with-records.js';
import { UsageError } from '../usage-error.js';
import { writePage } from '../write-page.js';
import type { CommandContext } from './command-context.js';

interface ReportFlags {
  readonly experiment?: string;
  readonly control?: string;
  readonly confidence: string;
  readonly tunedFor: string;
  readonly policy?: string;
  readonly name?: string;
  readonly since?: string;
  readonly until?: string;
  readonly json?: true;
  readonly html?: string;
}

const help = `
What it compares: cost and latency per request, the shares of failures and escalations, and the score of feedback. The
unit is the experiment's key, so that one busy user is one user. Intervals may be looked at every day: they are made so
that all of them, at all looks, hold with the stated confidence. How, and how that was checked: docs/experiments.md.

Examples:
  $ policy experiment report --experiment deep-trial records     a folder: every record file in it
  $ policy experiment report --experiment deep-trial --html deep-trial.html records/*.jsonl
  $ policy experiment report --experiment deep-trial --control control --json 'records/**/*.jsonl.gz'

Exit codes: 0 done; 1 the figures cannot be used (units not spread as they should be, arms mixed); 2 nothing to report.
Broken lines are told, and left out.`;

export function addExperiment(program: Command, { io, finish }: CommandContext): void {
  const experiment = program.command('experiment').description('what an experiment shows');
  experiment
    .command('report')
    .description('compare the arms of an experiment over record files')
    .argument('<files...>', 'record files, gzipped or not; folders; globs; - for standard input')
    .requiredOption('--experiment <name>', 'the bucket fact')
    .option('--control <arm>', 'the arm that others are compared with; default: the one called control')
    .option('--confidence <percent>', 'that all intervals hold at all looks', '95')
    .option(
      '--tuned-for <requests>',
      'requests at which intervals are narrowest; a factor of ten either way costs little',
      '20000',
    )
    .option(
      '--policy <path>',
      'policy file or folder that declares the arms: then an arm that nobody is in is missed, too',
    )
    .option('--name <policy>', 'the policy, where several have an experiment of this name')
    .option('--since <time>', 'first moment that counts, such as 2026-03-01 or 2026-03-01T09:00Z')
    .option('--until <time>', 'first moment that no longer counts')
    .option('--json', 'write the figures as JSON')
    .option('--html <file>', 'write a page with charts, too')
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: ReportFlags) => finish(await report(files, flags, io)));
}

async function report(files: readonly string[], flags: ReportFlags, io: CliIo): Promise<ExitCode> {
  const name = flags.experiment ?? '';
  const question = questionOf(flags);
  const declared = flags.policy === undefined ? undefined : await declaredArms(flags.policy, name, flags.name, io);
  return withRecords(files, {}, io, async (records) => {
    const { run } = records.database;
    const data = await read(name, question.window, records, io);
    if (data.arms.length === 0) throw await noUnits(name, data, run);
    const found = reportExperiment(data, {
      ...{ control: controlOf(data, flags.control), confidence: question.confidence, tunedFor: question.tunedFor },
      ...(declared !== undefined && { declared }),
    });
    const text = flags.json === true ? JSON.stringify(found) : describeExperiment(found, paintFor(io, io.stdout));
    await writeLine(io.stdout, text);
    if (flags.html !== undefined) {
      const days = await readExperimentDays(run);
      await writePage(flags.html, () => experimentPage(found, days), io);
    }
    return isUsable(found) ? exitCode.good : exitCode.failed;
  });
}

function questionOf(flags: ReportFlags) {
  return {
    confidence: numberIn(
      '--confidence',
      flags.confidence,
      (value) => value >= 50 && value < 100,
      'a percentage from 50 to below 100',
    ),
    tunedFor: numberIn('--tuned-for', flags.tunedFor, (value) => value >= 1, 'a number of requests'),
    window: windowOf(flags),
  };
}

async function read(
  name: string,
  window: ExperimentWindow,
  records: OpenRecordFiles,
  io: CliIo,
): Promise<ExperimentData> {
  const { database, files } = records;
  const broken = await refusing(keepRecords(database, files), 'the records cannot be read');
  await tellBroken(broken, records, io);
  return readExperiment(name, database.run, window);
}

function isUsable({ findings }: ExperimentReport): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}

/** Why there is nothing to report, with what there is instead. */
async function noUnits(name: string, data: ExperimentData, run: RunSql): Promise<UsageError> {
  if (data.requestsWithoutKey > 0) {
    return new UsageError(
      `no unit is in any arm of "${name}": ${countOf(data.requestsWithoutKey, 'request')} asked for it, and all lacked its key`,
    );
  }
  if (data.requestsWithoutUnit > 0) {
    return new UsageError(
      `no unit is in any arm of "${name}": the arm of ${countOf(data.requestsWithoutUnit, 'request')} was given by the caller`,
    );
  }
  const rows = await run(
    'SELECT DISTINCT e.experiment AS experiment FROM requests r, UNNEST(r.exposures) AS exposures(e) ORDER BY 1',
  );
  const others = rows.map(({ experiment }) => String(experiment));
  const hint = didYouMean(name, others);
  const meant = hint === undefined ? '' : `; did you mean "${hint}"?`;
  const known = others.length === 0 ? 'they tell of no experiment' : `they tell of ${others.join(', ')}`;
  return new UsageError(`no record tells of experiment "${name}": ${known}${meant}`);
}

function controlOf({ arms }: ExperimentData, named: string | undefined): string {
  const names = arms.map(({ arm }) => arm);
  const control = named ?? 'control';
  if (names.includes(control)) return control;
  const which =
    named === undefined ? 'say by --control which arm others are compared with' : `there is no arm "${named}"`;
  const hint = named === undefined ? undefined : didYouMean(named, names);
  throw new UsageError(`${which}: ${names.join(', ')}${hint === undefined ? '' : `; did you mean "${hint}"?`}`);
}

/** Arms and their shares of all keys, as the policy of this name declares them, or the first that has the experiment. */
async function declaredArms(
  path: string,
  name: string,
  policyName: string | undefined,
  io: CliIo,
): Promise<ReadonlyMap<string, number>> {
  const { compiled } = await compilePath(path, io);
  for (const { policy } of compiled) {
    const declaration = policy.facts.get(name)?.declaration;
    if (declaration?.from !== 'bucket' || (policyName ?? policy.name) !== policy.name) continue;
    return new Map(armRanges(declaration).map(({ arm, propensity }) => [arm, propensity]));
  }
  const which = policyName === undefined ? 'no policy' : `no policy "${policyName}"`;
  throw new UsageError(`${which} in ${path} has a bucket fact "${name}"`);
}

function windowOf({ since, until, name }: ReportFlags): ExperimentWindow {
  return {
    ...(since !== undefined && { since: momentFlag('--since', since) }),
    ...(until !== undefined && { until: momentFlag('--until', until) }),
    ...(name !== undefined && { policy: name }),
  };
}

function numberIn(flag: string, text: string, holds: (value: number) => boolean, what: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && holds(value)) return value;
  throw new UsageError(`${flag} ${text}: ${what} was expected`);
}
