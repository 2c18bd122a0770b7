import type { Command } from 'commander';
import { readBrokenLines } from '../../report/broken-lines.js';
import { createRecordViews } from '../../report/record-views.js';
import { readShadows } from '../../report/shadow/shadow-report.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { momentFlag } from '../moment-flag.js';
import { paintFor } from '../paint.js';
import { describeShadows } from '../report/describe-shadows.js';
import { refusing } from '../report/refusing.js';
import { tellBroken } from '../report/tell-broken.js';
import { type OpenRecordFiles, withRecords } from '../report/with-records.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface ShadowFlags {
  readonly since?: string;
  readonly until?: string;
  readonly json?: true;
}

const help = `
Examples:
  $ policy shadow report records                   a folder: every record file in it
  $ policy shadow report --since 2026-03-01 --json 'records/**/*.jsonl.gz'

Exit codes: 0 done; 2 no copy in these records, or they cannot be read. Broken lines are told, and left out.`;

export function addShadow(program: Command, { io, finish }: CommandContext): void {
  const shadow = program.command('shadow').description('what shadows show');
  shadow
    .command('report')
    .description('compare the answers of shadows with those that were delivered, over record files')
    .argument('<files...>', 'record files, gzipped or not; folders; globs; - for standard input')
    .option('--since <time>', 'first moment that counts, such as 2026-03-01 or 2026-03-01T09:00Z')
    .option('--until <time>', 'first moment that no longer counts')
    .option('--json', 'write the figures as JSON')
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: ShadowFlags) => {
      await withRecords(files, {}, io, (opened) => report(opened, flags, io));
      finish(exitCode.good as ExitCode);
    });
}

async function report(records: OpenRecordFiles, { since, until, json }: ShadowFlags, io: CliIo): Promise<void> {
  const { database, files } = records;
  await refusing(createRecordViews(database, files), 'the records cannot be read');
  const shadows = await readShadows(database, {
    ...(since !== undefined && { since: momentFlag('--since', since) }),
    ...(until !== undefined && { until: momentFlag('--until', until) }),
  });
  await tellBroken(await readBrokenLines(database, files), records, io);
  if (shadows.length === 0)
    throw new UsageError('there is no copy of a request in these records: does a policy have shadows?');
  const text = json === true ? JSON.stringify(shadows) : describeShadows(shadows, paintFor(io, io.stdout));
  await writeLine(io.stdout, text);
}
