import type { ArmComparison } from './compare-arms.js';
import { experimentMetrics, type MetricName } from './experiment-metric.js';

/** `1.240 USD`, `12.50 %`, `0.8120`. */
export function formatMetric(name: MetricName, value: number): string {
  const { shown } = experimentMetrics[name];
  return withUnit(name, number(value * shown.scale, shown.digits));
}

/** The same with its sign, for a difference; rates differ by points. */
export function formatDifference(name: MetricName, value: number): string {
  return withUnit(name, signed(name, value), 'points');
}

/** `-0.520 to -0.310 USD`. */
export function formatInterval(name: MetricName, low: number, high: number): string {
  return withUnit(name, `${signed(name, low)} to ${signed(name, high)}`, 'points');
}

/** `0.310 to 0.520 USD`, both ends as distances from 0, the smaller first. */
export function formatSize(name: MetricName, low: number, high: number): string {
  const { shown } = experimentMetrics[name];
  const ends = [Math.abs(low), Math.abs(high)].sort((left, right) => left - right);
  return withUnit(name, ends.map((end) => number(end * shown.scale, shown.digits)).join(' to '), 'points');
}

/** `-24.1 %`. */
export function formatRelative({ relative }: Pick<ArmComparison, 'relative'>): string {
  if (relative === undefined) return '';
  return `${relative > 0 ? '+' : ''}${(relative * 100).toFixed(1)} %`;
}

function signed(name: MetricName, value: number): string {
  const { shown } = experimentMetrics[name];
  const text = number(value * shown.scale, shown.digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

function number(value: number, digits: number): string {
  const text = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return /[1-9]/.test(text) ? text : text.replace('-', '');
}

function withUnit(name: MetricName, text: string, ofRates = '%'): string {
  const { unit } = experimentMetrics[name].shown;
  if (unit === '') return text;
  return `${text} ${unit === '%' ? ofRates : unit}`;
}
