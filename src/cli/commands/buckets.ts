import { type Command, InvalidArgumentError } from 'commander';
import { assessBuckets } from '../buckets/assess-buckets.js';
import { type AssignedLine, assignedLine, BucketTally } from '../buckets/assigned-key.js';
import { describeAssessment, describeLine, describeTally } from '../buckets/describe-buckets.js';
import { type Experiment, experimentOf } from '../buckets/experiment-of.js';
import { type BadLine, type KeyLine, madeUpKeys, readKeys } from '../buckets/key-lines.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { loadCompiled } from '../load-compiled.js';
import { paintFor } from '../paint.js';
import { selectPolicy } from '../select-policy.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface BucketsFlags {
  readonly policy: string;
  readonly name?: string;
  readonly experiment?: string;
  readonly keys?: string;
  readonly assess?: number;
  readonly json?: true;
}

const help = `
A line of input is a key, or a JSON object of attributes, as {"user": {"id": "u-42"}, "team": "blue"}. An empty line, or
attributes without the key, is a missing key: it is reported, and never assigned.

Assignments are by the hash alone: arms that a store keeps for sticky experiments are not looked up.

Examples:
  $ policy buckets --experiment deep_trial --keys users.txt
  $ policy buckets --experiment deep_trial --json < users.txt
  $ policy buckets --experiment deep_trial --assess 100000
  $ policy buckets --experiment deep_trial --assess --keys users.txt   how these keys are shared out

Exit codes: 0 done; 1 the shares are not as expected (p < 0.001), or a line cannot be read; 2 it could not run.`;

export function addBuckets(program: Command, { io, finish }: CommandContext): void {
  program
    .command('buckets')
    .description('which arm of an experiment keys are in, and whether the arms get their shares')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--name <policy>', 'the policy, where the folder has several')
    .option('--experiment <fact>', 'a bucket fact, rollout.RULE, or rollout; default: the only one')
    .option('--keys <file>', 'keys, one on each line; default: standard input')
    .option('--assess [count]', 'compare shares with those of the policy, for the keys given or as many made up', count)
    .option('--json', 'write each key, or the assessment, as a line of JSON')
    .addHelpText('after', help)
    .action(async (flags: BucketsFlags & { readonly assess?: number | true }) => finish(await showBuckets(flags, io)));
}

const defaultCount = 100_000;

async function showBuckets(
  { assess, ...flags }: Omit<BucketsFlags, 'assess'> & { readonly assess?: number | true },
  io: CliIo,
): Promise<ExitCode> {
  if (typeof assess === 'number' && flags.keys !== undefined) {
    throw new UsageError(
      '--assess COUNT makes keys up and --keys gives them: keep one, or write --assess without a count',
    );
  }
  const makesUp = typeof assess === 'number' || (assess === true && flags.keys === undefined && io.stdin.isTTY);
  if (!makesUp && flags.keys === undefined && io.stdin.isTTY) {
    throw new UsageError('give --keys FILE, keys on standard input, or --assess COUNT');
  }
  const policies = await loadCompiled(flags.policy, io);
  if (policies === undefined) return exitCode.unable;
  const experiment = experimentOf(selectPolicy(policies, flags.name), flags.experiment);
  if (makesUp)
    return assessKeys(
      madeUpKeys(experiment, typeof assess === 'number' ? assess : defaultCount),
      experiment,
      flags,
      io,
    );
  const lines = readKeys(flags.keys, experiment, io);
  return assess === undefined ? listKeys(lines, experiment, flags, io) : assessKeys(lines, experiment, flags, io);
}

async function listKeys(
  lines: AsyncIterable<KeyLine | BadLine>,
  experiment: Experiment,
  { json }: Pick<BucketsFlags, 'json'>,
  io: CliIo,
): Promise<ExitCode> {
  const paint = paintFor(io, io.stdout);
  const tally = new BucketTally();
  let bad = 0;
  for await (const line of lines) {
    if (io.stdout.closed) break;
    if ('problem' in line) {
      bad += 1;
      await tellProblem(line, io);
      continue;
    }
    const assigned = await assignLine(line, experiment);
    tally.add(assigned);
    await writeLine(io.stdout, json === true ? JSON.stringify(assigned) : describeLine(assigned, paint));
  }
  if (bad === 0 && tally.keys + tally.missing === 0) throw new UsageError('there was no key');
  if (json !== true || tally.missing > 0) await writeLine(io.stderr, describeTally(experiment.name, tally));
  return bad === 0 ? exitCode.good : exitCode.failed;
}

async function assessKeys(
  lines: AsyncIterable<KeyLine | BadLine>,
  experiment: Experiment,
  { json }: Pick<BucketsFlags, 'json'>,
  io: CliIo,
): Promise<ExitCode> {
  const tally = new BucketTally();
  let bad = 0;
  for await (const line of lines) {
    if ('problem' in line) {
      bad += 1;
      await tellProblem(line, io);
    } else tally.add(await assignLine(line, experiment));
  }
  if (bad === 0 && tally.keys + tally.missing === 0) throw new UsageError('there was no key');
  const assessment = assessBuckets(experiment, tally);
  const text = json === true ? JSON.stringify(assessment) : describeAssessment(assessment, paintFor(io, io.stdout));
  await writeLine(io.stdout, text);
  return bad > 0 || assessment.verdict === 'not as expected' ? exitCode.failed : exitCode.good;
}

async function assignLine({ key, attributes }: KeyLine, experiment: Experiment): Promise<AssignedLine> {
  return assignedLine(key ?? experiment.keyOf(attributes) ?? null, await experiment.assign(attributes));
}

async function tellProblem({ line, problem }: BadLine, io: CliIo): Promise<void> {
  await writeLine(io.stderr, `${paintFor(io, io.stderr).red('error:')} line ${line}: ${problem}`);
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000_000)
    throw new InvalidArgumentError('A whole number from 1 to 10,000,000 is needed.');
  return value;
}
