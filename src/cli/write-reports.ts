import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { createPaint } from '../diagnostics/paint.js';
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
    else await saved(() => writeReport(resolve(io.cwd, path), text));
    const summaryFile = summary && io.env[summary.variable];
    if (summaryFile) await saved(() => appendFile(resolve(io.cwd, summaryFile), summary.report(report, options)));
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

async function writeReport(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function saved(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new UsageError(`the report cannot be written: ${(error as Error).message}`);
  }
}
