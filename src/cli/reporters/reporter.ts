import type { SourceFile } from '../../diagnostics/place.js';
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
  readonly color: boolean;
  /** Files that diagnostics point into, for the frames around them. */
  readonly sources: readonly SourceFile[];
}

/** Draws a report as text. Pure: the command decides where the text goes. */
export type Reporter = (report: TestReport, options: ReportOptions) => string;
