import type { Paint } from '../../diagnostics/paint.js';
import type { SourceFile } from '../../diagnostics/place.js';
import type { FixtureFileResult } from '../../verify/fixture-result.js';
import type { PolicyQuality } from '../../verify/policy-quality.js';
import type { MissedGate } from '../quality-options.js';

/** What a test run came to, over all fixture files. */
export interface TestReport {
  readonly files: readonly FixtureFileResult[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds for the whole run. */
  readonly duration: number;
  /** What was measured of the policies, where that was asked for. */
  readonly quality?: readonly PolicyQuality[];
  /** Gates that a policy does not pass. */
  readonly missedGates?: readonly MissedGate[];
  /** Whether the run stopped at a failure, so that files or cases may be missing. */
  readonly stopped?: boolean;
}

export interface ReportOptions {
  readonly paint: Paint;
  readonly color: boolean;
  /** Files that diagnostics point into, for the frames around them. */
  readonly sources: readonly SourceFile[];
  /** A file as those name it who see the whole repository: relative to its root, with `/`. */
  readonly inRepository: (file: string) => string;
  /** Of this package. */
  readonly version: string;
}

/** Draws a report as text. Pure: the command decides where the text goes. */
export type Reporter = (report: TestReport, options: ReportOptions) => string;
