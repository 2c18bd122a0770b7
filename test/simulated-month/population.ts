import type { MetricName } from '../../src/report/experiment/experiment-metric.js';
import type { Random } from './random.js';

/** Users differ: some make a hundred times as many requests as others, and heavy users make dearer ones. */
export interface Population {
  readonly users: number;
  /** Probability of no request on a day. */
  readonly silent: Float64Array;
  /** Effect of the user on the logarithm of what a request costs. */
  readonly dearness: Float64Array;
  /** What else is lasting about the user. */
  readonly trait: Float64Array;
}

/** What the treatment does to the mean of each metric, as a share of it; the score changes by points. */
export type Effects = Readonly<Record<MetricName, number>>;

export const noEffects: Effects = { cost: 0, latency: 0, failures: 0, escalations: 0, score: 0 };

export const daysOfMonth = 30;

/** Of the month: mean requests of a user; the spread of their logarithm; what activity and trait do to the cost. */
const monthly = 5;
const activity = 1;
const [activityCost, traitCost, noiseCost] = [0.2, 0.5, 0.8];
const [traitLatency, noiseLatency] = [0.3, 0.6];
const [traitFailures, traitEscalations] = [0.5, 0.3];
export const scoredShare = 0.2;

/** Mean of each metric without treatment, per request. */
export const controlMeans: Readonly<Record<MetricName, number>> = {
  cost: 0.004,
  latency: 1200,
  failures: 0.02,
  escalations: 0.05,
  score: 0.8,
};

// A log-normal factor exp(s·z) is divided by its mean, exp(s²/2); weighted by activity, z has the mean `activity`.
const costScale = Math.exp(-(activityCost * activity + (activityCost ** 2 + traitCost ** 2 + noiseCost ** 2) / 2));
const latencyScale = Math.exp(-(traitLatency ** 2 + noiseLatency ** 2) / 2);
const failureScale = Math.exp(-(traitFailures ** 2) / 2);
const escalationScale = Math.exp(-(traitEscalations ** 2) / 2);

export function createPopulation(users: number, random: Random): Population {
  const silent = new Float64Array(users);
  const dearness = new Float64Array(users);
  const trait = new Float64Array(users);
  for (let user = 0; user < users; user += 1) {
    const [busy, other] = [random.normal(), random.normal()];
    const rate = (monthly / daysOfMonth) * Math.exp(activity * busy - activity ** 2 / 2);
    silent[user] = Math.exp(-rate);
    dearness[user] = activityCost * busy + traitCost * other;
    trait[user] = other;
  }
  return { users, silent, dearness, trait };
}

/** The true difference between treatment and control, per request. */
export function trueDifferences(effects: Effects): Readonly<Record<MetricName, number>> {
  const { cost, latency, failures, escalations, score } = effects;
  return {
    cost: controlMeans.cost * cost,
    latency: controlMeans.latency * latency,
    failures: controlMeans.failures * failures,
    escalations: controlMeans.escalations * escalations,
    score,
  };
}

/** What one request comes to; `score` is undefined for those that nobody scores. */
export interface DrawnRequest {
  cost: number;
  latency: number;
  failures: number;
  escalations: number;
  score: number | undefined;
}

/** Draws into `request`, which is used again for each. */
export function drawRequest(
  { dearness, trait }: Population,
  user: number,
  effects: Effects,
  random: Random,
  request: DrawnRequest,
): void {
  const other = trait[user] ?? 0;
  const { cost, latency, failures, escalations, score } = controlMeans;
  request.cost = cost * (1 + effects.cost) * costScale * Math.exp((dearness[user] ?? 0) + noiseCost * random.normal());
  request.latency =
    latency * (1 + effects.latency) * latencyScale * Math.exp(traitLatency * other + noiseLatency * random.normal());
  const failing = failures * (1 + effects.failures) * failureScale * Math.exp(traitFailures * other);
  request.failures = random.uniform() < failing ? 1 : 0;
  const escalated = escalations * (1 + effects.escalations) * escalationScale * Math.exp(traitEscalations * other);
  request.escalations = random.uniform() < escalated ? 1 : 0;
  const liked = score + effects.score + 0.1 * Math.tanh(other);
  request.score = random.uniform() >= scoredShare ? undefined : random.uniform() < liked ? 1 : 0;
}

/** Requests of a user on a day: Poisson, by inversion. */
export function drawCount(silent: number, random: Random): number {
  const draw = random.uniform();
  if (draw < silent) return 0;
  const rate = -Math.log(silent);
  let count = 0;
  let mass = silent;
  for (let below = mass; draw >= below && count < 1000; below += mass) {
    count += 1;
    mass *= rate / count;
  }
  return count;
}
