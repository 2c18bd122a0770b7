import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { CliIo } from './io.js';
import { createPaint, usesColor } from './paint.js';
import { readSources } from './read-sources.js';
import type { TestReport } from './reporters/reporter.js';
import { type ReporterChoice, reporters } from './reporters/reporters.js';
import { UsageError } from './usage-error.js';

/** Two machine reports on standard output would be neither. */
export function checkReporters(choices: readonly ReporterChoice[]): void {
  const onStdout = choices.filter(({ name, path }) => path === undefined && reporters[name].machine);
  if (onStdout.length < 2) return;
  const names = onStdout.map(({ name }) => name).join(' and ');
  throw new UsageError(`${names} cannot both write to standard output; give one a file: --reporter junit=report.xml`);
}

/** Writes a report in every form that was asked for. */
export async function writeReports(report: TestReport, choices: readonly ReporterChoice[], io: CliIo): Promise<void> {
  const sources = readSources(
    report.files.flatMap(({ diagnostics }) => diagnostics),
    io.cwd,
  );
  for (const { name, path } of choices) {
    const reporter = reporters[name];
    const output = reporter.machine ? io.stdout : io.stderr;
    const color = path === undefined && usesColor(io, output);
    const text = reporter.report(report, { paint: createPaint(color), color, sources });
    if (path === undefined) await output.write(text);
    else await writeReport(resolve(io.cwd, path), text);
  }
}

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`the report cannot be written: ${(error as Error).message}`);
  }
}
