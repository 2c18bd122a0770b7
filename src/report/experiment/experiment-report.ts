import { type ArmComparison, compareArms, comparisonsOf } from './compare-arms.js';
import type { ArmData, ExperimentData } from './experiment-data.js';
import { type ExperimentFinding, findingsOf } from './experiment-findings.js';
import { type MetricName, metricNames } from './experiment-metric.js';
import { checkSampleRatio, type SampleRatio } from './sample-ratio.js';
import { verdictOf } from './verdict.js';

export interface ExperimentOptions {
  /** Name of the arm that others are compared with. */
  readonly control: string;
  /** Probability, in percent, that every interval of the report holds, at every look. */
  readonly confidence: number;
  /** Requests at which intervals are narrowest. */
  readonly tunedFor: number;
  /** Arms and their shares of all keys as the policy declares them; where it is at hand. */
  readonly declared?: ReadonlyMap<string, number>;
}

/** Plain data: what `policy experiment report --json` prints. */
export interface ExperimentReport {
  readonly experiment: string;
  readonly control: string;
  readonly from?: string;
  readonly to?: string;
  /** In percent: for all intervals together. */
  readonly confidence: number;
  /** What that leaves to a single interval: the probability that it ever misses. */
  readonly alpha_per_interval: number;
  readonly tuned_for: number;
  readonly arms: readonly ReportedArm[];
  readonly comparisons: readonly ArmComparison[];
  readonly sample_ratio?: SampleRatio;
  readonly units_in_two_arms: number;
  readonly requests_without_unit: number;
  readonly requests_without_key: number;
  readonly findings: readonly ExperimentFinding[];
  readonly verdict: string;
}

export interface ReportedArm {
  readonly arm: string;
  readonly units: number;
  readonly requests: number;
  /** Per request that has a value: USD, milliseconds, shares from 0 to 1, score. Absent where no request has one. */
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  /** Requests that have a value. */
  readonly counts: Readonly<Record<MetricName, number>>;
  readonly latency_ms?: { readonly p50: number; readonly p95: number };
}

/** A function of what was counted: the same records give the same report. */
export function reportExperiment(data: ExperimentData, options: ExperimentOptions): ExperimentReport {
  const control = data.arms.find(({ arm }) => arm === options.control);
  const others = data.arms.filter((arm) => arm !== control);
  const intervals = comparisonsOf(data.arms.length);
  const alpha = (1 - options.confidence / 100) / intervals;
  const how = { alpha, intervals, tunedFor: options.tunedFor };
  const comparisons = control === undefined ? [] : others.flatMap((arm) => compareArms(control, arm, how));
  const ratio = checkSampleRatio(data.entries, options.declared);
  const facts = {
    experiment: data.experiment,
    control: options.control,
    ...(data.from !== undefined && { from: data.from }),
    ...(data.to !== undefined && { to: data.to }),
    confidence: options.confidence,
    alpha_per_interval: alpha,
    tuned_for: options.tunedFor,
    arms: [...(control === undefined ? [] : [control]), ...others].map(reportedArm),
    comparisons,
    ...(ratio !== undefined && { sample_ratio: ratio }),
    units_in_two_arms: data.unitsInTwoArms,
    requests_without_unit: data.requestsWithoutUnit,
    requests_without_key: data.requestsWithoutKey,
  };
  const findings = findingsOf(facts);
  return { ...facts, findings, verdict: verdictOf({ ...facts, findings }) };
}

function reportedArm({ arm, units, requests, sums, latencyMs }: ArmData): ReportedArm {
  const known = metricNames.filter((name) => sums[name].weight > 0);
  return {
    arm,
    units,
    requests,
    values: Object.fromEntries(known.map((name) => [name, sums[name].total / sums[name].weight])),
    counts: Object.fromEntries(metricNames.map((name) => [name, sums[name].weight])) as Record<MetricName, number>,
    ...(latencyMs !== undefined && { latency_ms: latencyMs }),
  };
}
