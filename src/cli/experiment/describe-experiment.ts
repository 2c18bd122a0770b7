import type { Paint } from '../../diagnostics/paint.js';
import type { ArmComparison } from '../../report/experiment/compare-arms.js';
import { formatP } from '../../report/experiment/experiment-findings.js';
import { type ExperimentMetric, experimentMetrics, metricNames } from '../../report/experiment/experiment-metric.js';
import type { ExperimentReport, ReportedArm } from '../../report/experiment/experiment-report.js';
import {
  formatDifference,
  formatInterval,
  formatMetric,
  formatRelative,
} from '../../report/experiment/format-metric.js';
import { mismatchLevel } from '../../report/experiment/sample-ratio.js';
import { textTable } from '../text-table.js';
import { wrapText } from '../wrap-text.js';

/** The report for a person: what each arm did, how they differ and how sure that is, and what to make of it. */
export function describeExperiment(report: ExperimentReport, paint: Paint): string {
  const parts = [
    header(report, paint),
    arms(report, paint),
    comparisons(report, paint),
    sampleRatio(report, paint),
    findings(report, paint),
    paint.bold(wrapText(report.verdict)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function header({ experiment, from, to, control }: ExperimentReport, paint: Paint): string {
  const when = from === undefined || to === undefined ? '' : `, ${day(from)} to ${day(to)}`;
  return `${paint.bold(`experiment ${experiment}`)}${when}, control ${control}`;
}

function day(at: string): string {
  return at.slice(0, 10);
}

function arms(report: ExperimentReport, paint: Paint): string {
  if (report.arms.length === 0) return '';
  const shown = metricsOf(report);
  const titles = ['arm', 'units', 'requests', ...shown.map(({ title }) => title), 'p50', 'p95'];
  const rows = report.arms.map((arm) => [
    arm.arm,
    count(arm.units),
    count(arm.requests),
    ...shown.map(({ name }) => (arm.values[name] === undefined ? '' : formatMetric(name, arm.values[name]))),
    ...percentiles(arm),
  ]);
  return textTable({ titles, rows }, paint.dim);
}

/** Metrics of which any arm has a value. */
function metricsOf({ arms: all }: ExperimentReport): readonly ExperimentMetric[] {
  return metricNames
    .filter((name) => all.some(({ counts }) => counts[name] > 0))
    .map((name) => experimentMetrics[name]);
}

function percentiles({ latency_ms: latency }: ReportedArm): readonly string[] {
  return latency === undefined
    ? ['', '']
    : [formatMetric('latency', latency.p50), formatMetric('latency', latency.p95)];
}

function comparisons(report: ExperimentReport, paint: Paint): string {
  const shown = report.comparisons.filter((comparison) => comparison.shown !== 'no_data');
  if (shown.length === 0) return '';
  const several = report.arms.length > 2;
  const usable = report.findings.every(({ severity }) => severity !== 'error');
  const titles = [several ? 'arm' : '', 'metric ', 'difference', '', 'interval ', 'that is '];
  const rows = shown.map((comparison) => [
    several ? comparison.arm : '',
    experimentMetrics[comparison.metric].title,
    comparison.difference === undefined ? '' : formatDifference(comparison.metric, comparison.difference),
    formatRelative(comparison),
    intervalOf(comparison),
    usable ? judgement(comparison, paint) : '',
  ]);
  const from = several ? 0 : 1;
  const table = textTable({ titles: titles.slice(from), rows: rows.map((row) => row.slice(from)) }, paint.dim);
  const together = `Intervals hold together with ${report.confidence} % confidence, however often anybody looks.`;
  return usable ? `${table}\n${paint.dim(together)}` : table;
}

function intervalOf({ metric, low, high }: ArmComparison): string {
  return low === undefined || high === undefined ? '' : formatInterval(metric, low, high);
}

function judgement({ metric, shown }: ArmComparison, paint: Paint): string {
  switch (shown) {
    case 'lower':
    case 'higher':
      return experimentMetrics[metric].better === shown ? paint.green('better') : paint.red('worse');
    case 'unsettled':
      return 'not settled';
    case 'too_few_units':
      return 'too few units';
    case 'no_data':
      return '';
    default:
      return shown satisfies never;
  }
}

function sampleRatio({ sample_ratio: ratio }: ExperimentReport, paint: Paint): string {
  if (ratio === undefined || ratio.mismatch) return '';
  return paint.dim(
    `Units are spread over the arms as their shares say (chi-squared ${ratio.statistic.toFixed(2)}, p ${formatP(ratio.p)}; below ${mismatchLevel} would be a mismatch).`,
  );
}

function findings({ findings: all }: ExperimentReport, paint: Paint): string {
  return all
    .map(({ severity, code, message, help }) => {
      const mark = severity === 'error' ? paint.red(`error[${code}]:`) : paint.yellow(`warning[${code}]:`);
      return `${mark} ${message}\n  = help: ${help}`;
    })
    .join('\n');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
