import { jsonLines } from '../report/experiment/exposed-records.js';
import { monthRecords } from '../simulated-month/month-records.js';

/** The records behind the report that docs/experiments.md shows. */
export function documentedMonth(): string {
  const effects = { cost: -0.25, latency: 0.02, failures: 0.6, escalations: 0, score: 0 };
  return jsonLines(monthRecords({ seed: 11, users: 9000, days: 21, effects, treatmentShare: 50 })).replaceAll(
    '"trial"',
    '"deep_trial"',
  );
}
