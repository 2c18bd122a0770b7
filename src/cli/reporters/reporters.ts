import { reportGithub } from './github.js';
import { reportJson } from './json.js';
import { reportJunit } from './junit.js';
import { reportMarkdown } from './markdown.js';
import { reportPretty } from './pretty.js';
import type { Reporter } from './reporter.js';
import { reportSarif } from './sarif.js';
import { reportTap } from './tap.js';

export interface ReporterEntry {
  readonly report: Reporter;
  /** Machines read it, so it goes to standard output; else it is for people, and goes to standard error. */
  readonly machine: boolean;
  /** A second text, added to the file that this environment variable names, if it names one. */
  readonly summary?: { readonly variable: string; readonly report: Reporter };
}

/** Every reporter by the name `--reporter` takes. */
export const reporters = {
  pretty: { report: reportPretty, machine: false },
  json: { report: reportJson, machine: true },
  junit: { report: reportJunit, machine: true },
  tap: { report: reportTap, machine: true },
  github: {
    report: reportGithub,
    machine: true,
    summary: { variable: 'GITHUB_STEP_SUMMARY', report: reportMarkdown },
  },
  sarif: { report: reportSarif, machine: true },
} as const satisfies Record<string, ReporterEntry>;

export type ReporterName = keyof typeof reporters;

export const reporterNames = Object.keys(reporters) as ReporterName[];

/** `--reporter junit=report.xml`: the report as it is asked for. */
export interface ReporterChoice {
  readonly name: ReporterName;
  /** File to write to; else the terminal. */
  readonly path?: string;
}

export function parseReporterChoice(text: string): ReporterChoice | undefined {
  const [name = '', ...rest] = text.split('=');
  const known = reporterNames.find((candidate) => candidate === name);
  const path = rest.join('=');
  if (known === undefined || (rest.length > 0 && path === '')) return undefined;
  return rest.length === 0 ? { name: known } : { name: known, path };
}
