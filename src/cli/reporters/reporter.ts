import type { FixtureFileResult } from '../../verify/fixture-result.js';
import type { Paint } from '../paint.js';

/** What a test run came to, over all fixture files. */
export interface TestReport {
  readonly files: readonly FixtureFileResult[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds for the whole run. */
  readonly duration: number;
}

export interface ReportOptions {
  readonly paint: Paint;
  /** The `--policy` of the run, for commands that rerun a case. */
  readonly policy: string;
  /** Text of a file, for frames around diagnostics. */
  readonly sourceOf: (file: string) => string | undefined;
}

/** Draws a report as text. Pure: the command decides where the text goes. */
export type Reporter = (report: TestReport, options: ReportOptions) => string;
