import { longestDurationMs, parseDuration } from './duration.js';
import { type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** Milliseconds; reported when no timer can keep it. */
export function linkDuration(at: Located<string> | undefined, report: Report): number | undefined {
  if (at === undefined) return undefined;
  const duration = parseDuration(at.value);
  if (duration !== undefined && duration >= 1 && duration <= longestDurationMs) return duration;
  report('invalid-value', `the duration ${quote(at.value, at.pointer)} is out of range`, valuePlace(at), {
    help: 'durations are from 1ms to 24d',
  });
  return undefined;
}
