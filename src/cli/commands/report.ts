import { type Command, Option } from 'commander';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { type GroupKey, groupKeyNames, parseGroupKey } from '../../report/usage/group-key.js';
import { pageKeys, usagePage } from '../../report/usage/usage-page.js';
import { readUsage } from '../../report/usage/usage-report.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { momentFlag } from '../moment-flag.js';
import { paintFor } from '../paint.js';
import { answerSql } from '../report/answer-sql.js';
import { describeUsage } from '../report/describe-usage.js';
import { refusing } from '../report/refusing.js';
import { tellBroken } from '../report/tell-broken.js';
import { usageCsv } from '../report/usage-csv.js';
import { type DatabaseFlags, withRecords } from '../report/with-records.js';
import { UsageError } from '../usage-error.js';
import { writePage } from '../write-page.js';
import type { CommandContext } from './command-context.js';

interface ReportFlags extends DatabaseFlags {
  readonly by: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly where?: string;
  readonly limit: string;
  readonly json?: true;
  readonly csv?: true;
  readonly html?: string;
  readonly sql?: string;
}

const help = `
Keys: ${groupKeyNames.slice(0, 11).join(', ')},
${groupKeyNames.slice(11).join(', ')}. Several are separated by commas.

Latency is that of answered requests. A fallback was answered by another model than the first of its chain. The score
is the mean of the last feedback of each request, with its 95 % interval. More: docs/reports.md.

Examples:
  $ policy report records                          a folder: every record file in it
  $ policy report --by tier,model 'records/*.jsonl*'
  $ policy report --by day --since 2026-03-01 --where "policy = 'support'" records
  $ policy report --by fact:language --csv records > languages.csv
  $ policy report --html report.html records
  $ policy report --sql 'SELECT model, count(*) FROM attempts GROUP BY ALL' records
  $ zcat old.jsonl.gz | policy report -

Exit codes: 0 done; 2 nothing to report, or the report cannot be made. Broken lines are told, and left out.`;

export function addReport(program: Command, { io, finish }: CommandContext): void {
  program
    .command('report')
    .description('what requests cost and how they went, over record files')
    .argument('<files...>', 'record files, gzipped or not; folders; globs; - for standard input')
    .addOption(new Option('--by <keys>', 'what to group by').argParser(listOf).default([], 'model'))
    .option('--since <time>', 'first moment that counts, such as 2026-03-01 or 2026-03-01T09:00Z')
    .option('--until <time>', 'first moment that no longer counts')
    .option('--where <condition>', "which requests count, in SQL over their fields: (facts->>'task') = 'code'")
    .option('--limit <groups>', 'groups shown in the table', '50')
    .option('--json', 'write the figures as JSON; with --sql, one line for each row')
    .option('--csv', 'write the figures as CSV')
    .option('--html <file>', 'write a page with charts, too')
    .option('--sql <statement>', 'ask the views requests, attempts, feedback, shadows and records instead')
    .option('--memory <amount>', "at most so much for DuckDB, such as 4GB (default: 80 % of the machine's)")
    .option('--temp <folder>', "where what does not fit into memory goes (default: the system's)")
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: ReportFlags) => finish(await report(files, flags, io)));
}

async function report(paths: readonly string[], flags: ReportFlags, io: CliIo): Promise<ExitCode> {
  checkFlags(flags);
  const by = (flags.by.length === 0 ? ['model'] : flags.by).map(keyOf);
  const { since, until, where, limit } = flags;
  const question = {
    by,
    ...(since !== undefined && { since: momentFlag('--since', since) }),
    ...(until !== undefined && { until: momentFlag('--until', until) }),
    ...(where !== undefined && { where }),
  };
  const shown = limitOf(limit);
  return withRecords(paths, flags, io, async (records) => {
    if (flags.sql !== undefined) {
      await answerSql(flags.sql, records, flags, io);
      return exitCode.good;
    }
    const also = flags.html === undefined ? [] : pageKeys;
    const { report: read, groupsBy } = await refusing(
      readUsage(records.database, records.files, question, also),
      where === undefined ? 'the records cannot be read' : `--where ${where}`,
    );
    const found = { ...read, broken_lines: await tellBroken(read.broken_lines, records, io) };
    if (found.total.requests === 0) throw nothingFound(found.records.requests);
    await writeLine(io.stdout, written());
    if (flags.html !== undefined) await writePage(flags.html, () => usagePage(found, groupsBy), io);
    return exitCode.good;

    function written(): string {
      if (flags.json === true) return JSON.stringify(found);
      return flags.csv === true ? usageCsv(found) : describeUsage(found, shown, paintFor(io, io.stdout));
    }
  });
}

function checkFlags({ json, csv: asCsv, sql, html, by, since, until, where }: ReportFlags): void {
  if (json === true && asCsv === true) throw new UsageError('--json and --csv: give one of them');
  if (sql === undefined) return;
  const flags = {
    '--by': by.length > 0 ? by : undefined,
    '--since': since,
    '--until': until,
    '--where': where,
    '--html': html,
  };
  const unused = Object.entries(flags).find(([, value]) => value !== undefined);
  if (unused !== undefined) throw new UsageError(`${unused[0]} has no meaning beside --sql: say it in the statement`);
}

function nothingFound(requests: number): UsageError {
  return requests === 0
    ? new UsageError('the files hold no record of a request')
    : new UsageError(`none of the ${requests} requests is within --since, --until and --where`);
}

function keyOf(text: string): GroupKey {
  const key = parseGroupKey(text);
  if (key !== undefined) return key;
  const hint = didYouMean(text, groupKeyNames);
  const meant = hint === undefined ? '.' : `; did you mean ${hint}?`;
  throw new UsageError(`--by ${text}: there is no such key${meant} Keys are ${groupKeyNames.join(', ')}`);
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new UsageError(`--limit ${text}: a number of groups was expected`);
}

function listOf(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...text.split(',').map((key) => key.trim())];
}
