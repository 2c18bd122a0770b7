import { bucketAssigner, keyHashOf } from '../../src/facts/assign-bucket.js';
import type { RecordDocument } from '../../src/records/record.generated.js';
import { recordsOf } from '../report/experiment/exposed-records.js';
import { createPopulation, type DrawnRequest, drawCount, drawRequest, type Effects, noEffects } from './population.js';
import { Random } from './random.js';

export interface MonthRecords {
  readonly seed: number;
  readonly users: number;
  readonly days: number;
  readonly effects: Effects;
  readonly treatmentShare: number;
}

/** The records that a month of the experiment `trial` leaves, in the order of days. */
export function* monthRecords({ seed, users, days, effects, treatmentShare }: MonthRecords): Generator<RecordDocument> {
  const random = new Random(seed);
  const population = createPopulation(users, random);
  const bucketSeed = `month-${seed}`;
  const shares = { control: 100 - treatmentShare, treatment: treatmentShare };
  const arms = Object.entries(shares).map(([name, percent]) => ({ name, percent }));
  const assign = bucketAssigner({ from: 'bucket', key: 'user.id', seed: bucketSeed, arms });
  const drawn: DrawnRequest = { cost: 0, latency: 0, failures: 0, escalations: 0, score: undefined };
  for (let day = 1; day <= days; day += 1) {
    for (let user = 0; user < users; user += 1) {
      const key = `u-${user}`;
      const requests = drawCount(population.silent[user] ?? 1, random);
      for (let index = 0; index < requests; index += 1) {
        const assignment = assign({ key, namespaceKey: key });
        if (assignment.kind !== 'arm') continue;
        const { arm, propensity } = assignment.range;
        drawRequest(population, user, arm === 'treatment' ? effects : noEffects, random, drawn);
        yield* recordsOf({
          id: `${day}-${user}-${index}`,
          at: `2026-03-${String(day).padStart(2, '0')}T12:00:00.000Z`,
          unit: keyHashOf(bucketSeed, key),
          arm,
          propensity,
          cost: Number(drawn.cost.toPrecision(4)),
          latency: Math.round(drawn.latency),
          outcome: drawn.failures === 1 ? 'failed' : 'answered',
          escalated: drawn.escalations === 1,
          ...(drawn.score !== undefined && { score: drawn.score }),
        });
      }
    }
  }
}
