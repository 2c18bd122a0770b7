import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { createPaint } from '../diagnostics/paint.js';
import { leaves } from '../policy/display-path.js';
import { whyUnreadable } from '../policy/read-regular-file.js';
import type { CliIo } from './io.js';
import { packageVersion } from './package-version.js';
import { usesColor } from './paint.js';
import { readSources } from './read-sources.js';
import type { ReportOptions, TestReport } from './reporters/reporter.js';
import { type ReporterChoice, type ReporterEntry, reporters } from './reporters/reporters.js';
import { UsageError } from './usage-error.js';

/** Two machine reports on standard output would be neither. */
export function checkReporters(choices: readonly ReporterChoice[]): void {
  const onStdout = choices.filter(isOnStdout);
  if (onStdout.length < 2) return;
  const names = onStdout.map(({ name }) => name).join(' and ');
  throw new UsageError(`${names} cannot both write to standard output; give one a file: --reporter junit=report.xml`);
}

/** Whether a report for machines goes to standard output, so that nothing else may. */
export function isStdoutTaken(choices: readonly ReporterChoice[]): boolean {
  return choices.some(isOnStdout);
}

function isOnStdout({ name, path }: ReporterChoice): boolean {
  return path === undefined && reporters[name].machine;
}

/** Writes a report in every form that was asked for. */
export async function writeReports(report: TestReport, choices: readonly ReporterChoice[], io: CliIo): Promise<void> {
  const options = reportOptions(report, io);
  for (const { name, path } of choices) {
    const { report: draw, machine, summary }: ReporterEntry = reporters[name];
    const output = machine ? io.stdout : io.stderr;
    const color = path === undefined && usesColor(io, output);
    const text = draw(report, { ...options, paint: createPaint(color), color });
    if (path === undefined) await output.write(text);
    else await saved(path, () => writeReport(path, text, io));
    const summaryFile = summary && io.env[summary.variable];
    if (summaryFile)
      await saved(summaryFile, () => appendFile(resolve(io.cwd, summaryFile), summary.report(report, options)));
  }
}

function reportOptions({ files }: TestReport, io: CliIo): ReportOptions {
  const root = io.env.GITHUB_WORKSPACE || io.cwd;
  const sources = readSources(
    files.flatMap(({ diagnostics }) => diagnostics),
    io.cwd,
  );
  return {
    paint: createPaint(false),
    color: false,
    sources,
    inRepository: (file) => relative(root, resolve(io.cwd, file)).split(sep).join('/'),
    version: packageVersion(),
  };
}

/** Creates folders in the working directory only: elsewhere a missing folder is more likely a slip. */
async function writeReport(path: string, text: string, { cwd }: CliIo): Promise<void> {
  const absolute = resolve(cwd, path);
  const folder = dirname(absolute);
  if (!leaves(relative(cwd, folder))) await mkdir(folder, { recursive: true });
  await writeFile(absolute, text);
}

async function saved(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? `there is no folder ${dirname(path)}` : whyUnreadable(error);
    throw new UsageError(`the report ${path} cannot be written: ${reason}`);
  }
}
