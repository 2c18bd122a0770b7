import type { ArmData, ExperimentData } from '../../../src/report/experiment/experiment-data.js';
import { type MetricName, metricNames } from '../../../src/report/experiment/experiment-metric.js';
import { type RatioSums, ratioSumsOf } from '../../../src/report/statistics/ratio-sums.js';

type Value = (unit: number, request: number) => number;

/** An arm of units that make `perUnit` requests each; a metric that is not given has no values. */
export function armOf(
  arm: string,
  units: number,
  values: Partial<Record<MetricName, Value>>,
  perUnit: (unit: number) => number = () => 5,
): ArmData {
  const sums = Object.fromEntries(metricNames.map((name) => [name, sumsOf(units, perUnit, values[name])]));
  const requests = Array.from({ length: units }, (_, unit) => perUnit(unit)).reduce((sum, n) => sum + n, 0);
  return { arm, units, requests, sums: sums as Record<MetricName, RatioSums> };
}

function sumsOf(units: number, perUnit: (unit: number) => number, value: Value | undefined): RatioSums {
  if (value === undefined) return ratioSumsOf([]);
  return ratioSumsOf(
    Array.from({ length: units }, (_, unit) => {
      const n = perUnit(unit);
      const y = Array.from({ length: n }, (_, request) => value(unit, request)).reduce((sum, each) => sum + each, 0);
      return { n, y };
    }),
  );
}

/** Arms with even shares, and as many units as they have. */
export function experimentOf(arms: readonly ArmData[], more: Partial<ExperimentData> = {}): ExperimentData {
  return {
    experiment: 'deep-trial',
    arms,
    entries: arms.map(({ arm, units }) => ({ version: 'v1', arm, units, propensity: 1 / arms.length })),
    unitsInTwoArms: 0,
    requestsWithoutUnit: 0,
    requestsWithoutKey: 0,
    ...more,
  };
}
