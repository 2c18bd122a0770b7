import { type Command, Option } from 'commander';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { type Dimension, dimensionNames, dimensionOf } from '../../report/traffic/dimension.js';
import { readTraffic, type TrafficReport } from '../../report/traffic/read-traffic.js';
import { trafficPage } from '../../report/traffic/traffic-page.js';
import type { TrafficFilter } from '../../report/traffic/traffic-sql.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { momentFlag } from '../moment-flag.js';
import { paintFor } from '../paint.js';
import { describeTraffic } from '../report/describe-traffic.js';
import { firstLine, type OpenedRecords, withRecords } from '../report/open-records.js';
import { tellBrokenLines } from '../report/tell-broken-lines.js';
import { type RowFormat, writeRows } from '../report/write-rows.js';
import { UsageError } from '../usage-error.js';
import { writePage } from '../write-page.js';
import type { CommandContext } from './command-context.js';

interface ReportFlags {
  readonly by: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly where?: string;
  readonly json?: true;
  readonly csv?: true;
  readonly html?: string;
  readonly sql?: string;
  readonly memory?: string;
}

const help = `
Groups: ${dimensionNames.join(', ')}.
The relations for --where and --sql: requests, attempts, feedback, shadows; their columns are the fields of
schemas/record.schema.json, and fact('NAME') gives a fact's value.

Examples:
  $ policy report records/*.jsonl
  $ policy report --by tier,day --since 2026-03-01 'records/**/*.jsonl.gz'
  $ policy report --by arm:deep-trial --where "policy = 'support'" records/*.jsonl
  $ policy report --html report.html records/*.jsonl
  $ policy report --sql "SELECT model, count(*) FROM attempts WHERE outcome <> 'ok' GROUP BY ALL" records/*.jsonl

Exit codes: 0 done; 2 nothing to report, or the records cannot be read.`;

export function addReport(program: Command, { io, finish }: CommandContext): void {
  program
    .command('report')
    .description('what requests cost, how long they took and how they fared, over record files')
    .argument('<files...>', 'record files and globs, gzipped or not; - for standard input')
    .addOption(
      new Option('--by <names>', 'what to group by, separated by commas')
        .default(['model'], 'model')
        .argParser((text: string) => text.split(',').map((name) => name.trim())),
    )
    .option('--since <time>', 'first moment that counts, such as 2026-03-01 or 2026-03-01T09:00Z')
    .option('--until <time>', 'first moment that no longer counts')
    .option('--where <sql>', 'count only requests for which this is true')
    .option('--json', 'write the figures as JSON')
    .addOption(new Option('--csv', 'write the groups as CSV').conflicts('json'))
    .option('--html <file>', 'write a page with charts, too')
    .addOption(
      new Option('--sql <query>', 'write what this query gives instead').conflicts(['html', 'where', 'since', 'until']),
    )
    .option('--memory <size>', 'memory that may be used before going to disk, such as 2GB')
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: ReportFlags) => {
      await withRecords(files, flags.memory, io, (opened) => explained(() => report(opened, flags, io)));
      finish(exitCode.good as ExitCode);
    });
}

async function report(opened: OpenedRecords, flags: ReportFlags, io: CliIo): Promise<void> {
  const format: RowFormat = flags.json === true ? 'json' : flags.csv === true ? 'csv' : 'text';
  if (flags.sql !== undefined) {
    const { columns, rows } = await opened.files.query(flags.sql);
    await writeRows(columns, rows, format, io);
    return;
  }
  const by = flags.by.map(dimension);
  const filter = filterOf(flags);
  const traffic = await readTraffic(opened.files, by, filter);
  if (traffic.total.requests === 0 && traffic.broken_lines === 0) throw new UsageError(nothing(flags));
  await writeTraffic(traffic, format, io);
  if (flags.html !== undefined) await writePage(flags.html, () => trafficPage(opened.files, filter), io);
  await tellBrokenLines(traffic.broken_lines, opened, io);
}

async function writeTraffic(traffic: TrafficReport, format: RowFormat, io: CliIo): Promise<void> {
  if (format === 'text') return writeLine(io.stdout, describeTraffic(traffic, paintFor(io, io.stdout)));
  if (format === 'json') return writeLine(io.stdout, JSON.stringify(traffic));
  const rows = traffic.groups.map(({ by, ...figures }) => ({ ...by, ...figures }));
  return writeRows(Object.keys(rows[0] ?? {}), rows, format, io);
}

function nothing({ since, until, where }: ReportFlags): string {
  const filtered = since !== undefined || until !== undefined || where !== undefined;
  return filtered
    ? 'no request in these records is within --since, --until and --where'
    : 'there is no request in these records';
}

function dimension(name: string): Dimension {
  const found = dimensionOf(name);
  if (found !== undefined) return found;
  const hint = didYouMean(name, dimensionNames);
  const meant = hint === undefined ? '' : `; did you mean ${hint}?`;
  throw new UsageError(
    `--by ${name}: requests cannot be grouped by that${meant} There is ${dimensionNames.join(', ')}.`,
  );
}

function filterOf({ since, until, where }: ReportFlags): TrafficFilter {
  return {
    ...(since !== undefined && { since: momentFlag('--since', since) }),
    ...(until !== undefined && { until: momentFlag('--until', until) }),
    ...(where !== undefined && { where }),
  };
}

/** A query of the user's can be wrong: that is for the user to read. */
async function explained(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error) || !/^[A-Z][a-zA-Z ]* Error: /.test(error.message))
      throw error;
    throw new UsageError(`the records cannot be reported so: ${firstLine(error)}`);
  }
}
