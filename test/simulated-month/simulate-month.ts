import { bucketAssigner } from '../../src/facts/assign-bucket.js';
import type { ArmData, ExperimentData } from '../../src/report/experiment/experiment-data.js';
import { type MetricName, metricNames } from '../../src/report/experiment/experiment-metric.js';
import {
  createPopulation,
  type DrawnRequest,
  daysOfMonth,
  drawCount,
  drawRequest,
  type Effects,
  noEffects,
  type Population,
} from './population.js';
import { Random } from './random.js';
import { type RequestSums, RunningSums } from './running-sums.js';

export interface MonthOptions {
  readonly seed: number;
  readonly users: number;
  readonly effects: Effects;
  /** In percent. */
  readonly treatmentShare: number;
  readonly days?: number;
  readonly fault?: Fault;
}

/** What is wrong with an assignment, or with the records of it. */
export type Fault =
  /** A share of the treatment's users is never recorded: they crash before the record is written. */
  | { readonly kind: 'lost'; readonly share: number }
  /** Another system moves a share of the control's users into the treatment. */
  | { readonly kind: 'moved'; readonly share: number };

export interface Day {
  readonly day: number;
  /** All that was seen up to the end of the day. */
  readonly data: ExperimentData;
  readonly sums: Readonly<Record<MetricName, readonly [RequestSums, RequestSums]>>;
}

const arms = ['control', 'treatment'] as const;

/** A month of an experiment, looked at at the end of every day. Users are assigned as a policy's bucket fact does it. */
export function* simulateMonth(options: MonthOptions): Generator<Day> {
  const { seed, users, effects, days = daysOfMonth } = options;
  const random = new Random(seed);
  const population = createPopulation(users, random);
  const assigned = assignUsers(options, random);
  const sums = Object.fromEntries(metricNames.map((name) => [name, new RunningSums(users)]));
  const running = sums as Record<MetricName, RunningSums>;
  for (let day = 1; day <= days; day += 1) {
    playDay(population, assigned, effects, running, random);
    yield lookAt(day, running, options.treatmentShare);
  }
}

const lost = 2;

/** For each user 0, 1, or 2 for one who is never recorded. */
function assignUsers({ seed, users, treatmentShare, fault }: MonthOptions, random: Random): Uint8Array {
  const assign = bucketAssigner({
    from: 'bucket',
    key: 'user.id',
    seed: `month-${seed}`,
    arms: [
      { name: 'control', percent: 100 - treatmentShare },
      { name: 'treatment', percent: treatmentShare },
    ],
  });
  const assigned = new Uint8Array(users);
  for (let user = 0; user < users; user += 1) {
    const key = `u-${user}`;
    const assignment = assign({ key, namespaceKey: key });
    const treated = assignment.kind === 'arm' && assignment.range.arm === 'treatment';
    assigned[user] = treated ? 1 : 0;
    if (fault === undefined || random.uniform() >= fault.share) continue;
    if (fault.kind === 'lost' && treated) assigned[user] = lost;
    if (fault.kind === 'moved') assigned[user] = 1;
  }
  return assigned;
}

function playDay(
  population: Population,
  assigned: Uint8Array,
  effects: Effects,
  running: Readonly<Record<MetricName, RunningSums>>,
  random: Random,
): void {
  const request: DrawnRequest = { cost: 0, latency: 0, failures: 0, escalations: 0, score: undefined };
  for (let user = 0; user < population.users; user += 1) {
    const count = drawCount(population.silent[user] ?? 1, random);
    if (count === 0) continue;
    const arm = assigned[user] === 1 ? 1 : 0;
    for (let index = 0; index < count; index += 1) {
      drawRequest(population, user, arm === 1 ? effects : noEffects, random, request);
      if (assigned[user] === lost) continue;
      running.cost.add(user, arm, request.cost);
      running.latency.add(user, arm, request.latency);
      running.failures.add(user, arm, request.failures);
      running.escalations.add(user, arm, request.escalations);
      if (request.score !== undefined) running.score.add(user, arm, request.score);
    }
  }
}

function lookAt(day: number, running: Readonly<Record<MetricName, RunningSums>>, treatmentShare: number): Day {
  const sums = Object.fromEntries(metricNames.map((name) => [name, [running[name].of(0), running[name].of(1)]]));
  const typed = sums as unknown as Day['sums'];
  const armData = arms.map((arm, index): ArmData => {
    const own = Object.fromEntries(metricNames.map((name) => [name, typed[name][index]]));
    const { units, weight } = typed.cost[index as 0 | 1];
    return { arm, units, requests: weight, sums: own as unknown as ArmData['sums'] };
  });
  const shares = [1 - treatmentShare / 100, treatmentShare / 100];
  const data: ExperimentData = {
    experiment: 'month',
    arms: armData,
    entries: armData.map(({ arm, units }, index) => ({ version: 'v1', arm, units, propensity: shares[index] ?? 0 })),
    unitsInTwoArms: 0,
    requestsWithoutUnit: 0,
    requestsWithoutKey: 0,
  };
  return { day, data, sums: typed };
}
