import {
  type ExperimentMetric,
  experimentMetrics,
  type MetricName,
  metricNames,
} from '../../src/report/experiment/experiment-metric.js';
import { reportExperiment } from '../../src/report/experiment/experiment-report.js';
import { criticalValue } from '../../src/report/statistics/confidence-sequence.js';
import { normalQuantile } from '../../src/report/statistics/distributions.js';
import { estimateRatio } from '../../src/report/statistics/ratio-sums.js';
import { trueDifferences } from './population.js';
import type { RequestSums } from './running-sums.js';
import { type Day, type MonthOptions, simulateMonth } from './simulate-month.js';

/** What one month came to, looked at daily. */
export interface JudgedMonth {
  /** Metrics whose interval holds the true difference on the last day. */
  readonly covered: ReadonlySet<MetricName>;
  /** Whether all intervals held it on all days. */
  readonly alwaysCovered: boolean;
  /** The first day on which a metric was shown to differ. */
  readonly shownOn: ReadonlyMap<MetricName, number>;
  /** Metrics shown to lie on the wrong side of the true difference's sign, or to differ where it is 0. */
  readonly falselyShown: ReadonlySet<MetricName>;
  /** The first day on which the mismatch check spoke. */
  readonly mismatchOn?: number;
  readonly others: OtherIntervals;
}

/** What other ways of reading the same figures would have said. */
export interface OtherIntervals {
  /** Metrics in which a 95 % interval for a single look left the truth out on some day. */
  readonly singleLook: ReadonlySet<MetricName>;
  /** The same on the last day, where requests are taken for independent. */
  readonly perRequest: ReadonlySet<MetricName>;
  /** Metrics whose sequence left the truth out on some day, were its clock to count units. */
  readonly unitClock: ReadonlySet<MetricName>;
}

const options = { control: 'control', confidence: 95, tunedFor: 20_000 };

export function judgeMonth(month: MonthOptions): JudgedMonth {
  const truth = trueDifferences(month.effects);
  const shownOn = new Map<MetricName, number>();
  const falselyShown = new Set<MetricName>();
  const others = {
    singleLook: new Set<MetricName>(),
    perRequest: new Set<MetricName>(),
    unitClock: new Set<MetricName>(),
  };
  let covered = new Set<MetricName>();
  let alwaysCovered = true;
  let mismatchOn: number | undefined;
  for (const day of simulateMonth(month)) {
    const report = reportExperiment(day.data, options);
    if (report.sample_ratio?.mismatch) mismatchOn ??= day.day;
    covered = new Set();
    for (const { metric, low = -Infinity, high = Infinity, shown } of report.comparisons) {
      if (low <= truth[metric] && truth[metric] <= high) covered.add(metric);
      if (shown !== 'lower' && shown !== 'higher') continue;
      if (!shownOn.has(metric)) shownOn.set(metric, day.day);
      if (Math.sign(truth[metric]) !== (shown === 'lower' ? -1 : 1)) falselyShown.add(metric);
    }
    alwaysCovered &&= covered.size === metricNames.length;
    compareOthers(day, truth, report.alpha_per_interval, others);
  }
  return { covered, alwaysCovered, shownOn, falselyShown, others, ...(mismatchOn !== undefined && { mismatchOn }) };
}

function compareOthers(
  { sums }: Day,
  truth: Readonly<Record<MetricName, number>>,
  alpha: number,
  others: { readonly [Key in keyof OtherIntervals]: Set<MetricName> },
): void {
  others.perRequest.clear();
  for (const name of metricNames) {
    const [control, treatment] = sums[name];
    const off = treatment.total / treatment.weight - control.total / control.weight - truth[name];
    const error = standardError(experimentMetrics[name], control, treatment);
    if (error === undefined) continue;
    const single = normalQuantile(0.975);
    if (Math.abs(off) > single * error) others.singleLook.add(name);
    const naive = Math.sqrt(requestVariance(control) + requestVariance(treatment));
    if (Math.abs(off) > single * naive) others.perRequest.add(name);
    const units = control.units + treatment.units;
    if (Math.abs(off) > criticalValue(units, { alpha, tunedFor: 5000 }) * error) others.unitClock.add(name);
  }
}

function standardError(
  { farEnds }: ExperimentMetric,
  control: RequestSums,
  treatment: RequestSums,
): number | undefined {
  const [left, right] = [estimateRatio(control, farEnds), estimateRatio(treatment, farEnds)];
  return left === undefined || right === undefined ? undefined : Math.sqrt(left.variance + right.variance);
}

function requestVariance({ weight, total, requestSquares }: RequestSums): number {
  return (requestSquares / weight - (total / weight) ** 2) / weight;
}
