import { alwaysValidP, type SequenceOptions, sequenceRadius } from '../statistics/confidence-sequence.js';
import { effectiveUnits, estimateRatio } from '../statistics/ratio-sums.js';
import type { ArmData } from './experiment-data.js';
import { type ExperimentMetric, experimentMetrics, type MetricName, metricNames } from './experiment-metric.js';

/** An arm beside the control, in one metric. */
export interface ArmComparison {
  readonly arm: string;
  readonly metric: MetricName;
  /** Undefined when the arm has no value of it. */
  readonly value?: number;
  readonly control_value?: number;
  /** The arm's value less the control's. */
  readonly difference?: number;
  /** Ends of the always-valid interval; absent while there is too little to give one. */
  readonly low?: number;
  readonly high?: number;
  /** The difference as a share of the control's value. */
  readonly relative?: number;
  /** Always valid, and adjusted for all intervals of the report: below 0.05 where 0 is outside of a 95 % report. */
  readonly p?: number;
  /** What can be said: whether the interval leaves 0 out, and on which side it lies. */
  readonly shown: 'lower' | 'higher' | 'unsettled' | 'too_few_units' | 'no_data';
}

/** Below as many units in an arm, counted by how they share the requests, a normal approximation is not to be trusted. */
export const fewestUnits = 100;

export interface CompareOptions extends SequenceOptions {
  /** Intervals of the report, which share the error; `alpha` is what is left to each. */
  readonly intervals: number;
}

export function compareArms(control: ArmData, arm: ArmData, options: CompareOptions): readonly ArmComparison[] {
  return metricNames.map((name) => compareMetric(experimentMetrics[name], control, arm, options));
}

/** How many intervals a report gives; they share the probability of missing, so that all hold together. */
export function comparisonsOf(arms: number): number {
  return Math.max(1, arms - 1) * metricNames.length;
}

/**
 * The sequence's clock counts requests, not units: a unit's later requests add to what is known of it, and a clock that
 * stands still meanwhile would give false alarms ("the peeking problem 2.0"; see docs/experiments.md).
 */
function compareMetric(
  { name, farEnds }: ExperimentMetric,
  control: ArmData,
  arm: ArmData,
  options: CompareOptions,
): ArmComparison {
  const [base, other] = [control.sums[name], arm.sums[name]];
  const [left, right] = [estimateRatio(base, farEnds), estimateRatio(other, farEnds)];
  const about = { arm: arm.arm, metric: name };
  const values = {
    ...(other.weight > 0 && { value: other.total / other.weight }),
    ...(base.weight > 0 && { control_value: base.total / base.weight }),
  };
  if (base.weight === 0 || other.weight === 0) return { ...about, ...values, shown: 'no_data' };
  const difference = other.total / other.weight - base.total / base.weight;
  const relative = base.total === 0 ? {} : { relative: difference / (base.total / base.weight) };
  const found = { ...about, ...values, difference, ...relative };
  const enough = Math.min(effectiveUnits(base), effectiveUnits(other)) >= fewestUnits;
  if (!enough || left === undefined || right === undefined) return { ...found, shown: 'too_few_units' };
  const variance = left.variance + right.variance;
  const requests = base.weight + other.weight;
  const radius = sequenceRadius(variance, requests, options);
  const [low, high] = [difference - radius, difference + radius];
  const shown = high < 0 ? 'lower' : low > 0 ? 'higher' : 'unsettled';
  const p = Math.min(1, options.intervals * alwaysValidP(difference, variance, requests, options));
  return { ...found, low, high, p, shown };
}
