import { drawChart } from '../draw-chart.js';
import { escapeHtml, htmlPage, htmlTable } from '../html-page.js';
import { type ArmComparison, compareArms, comparisonsOf } from './compare-arms.js';
import { daysChart, intervalsChart } from './experiment-charts.js';
import { experimentMetrics, metricNames } from './experiment-metric.js';
import type { ExperimentReport } from './experiment-report.js';
import { formatDifference, formatInterval, formatMetric, formatRelative } from './format-metric.js';
import type { ExperimentDay } from './read-experiment.js';

/** The report as a page of its own, with the intervals and how they narrowed day by day. */
export async function experimentPage(report: ExperimentReport, days: readonly ExperimentDay[]): Promise<string> {
  const charts = await drawIntervals(report);
  return htmlPage({
    title: `Experiment ${report.experiment}`,
    subtitle: subtitleOf(report),
    sections: [
      `<p class="verdict">${escapeHtml(report.verdict)}</p>${findingsOf(report)}`,
      `<h2>Arms</h2>\n${armsTable(report)}`,
      ...(report.comparisons.length === 0
        ? []
        : [`<h2>Compared with ${escapeHtml(report.control)}</h2>\n${charts}${comparisonsTable(report)}`]),
      ...(await drawDays(report, days)),
    ],
  });
}

function subtitleOf({ from, to, control, confidence }: ExperimentReport): string {
  const when = from === undefined || to === undefined ? '' : `${from.slice(0, 10)} to ${to.slice(0, 10)}. `;
  return `${when}Control: ${control}. All intervals hold together with ${confidence} % confidence, however often anybody looks.`;
}

function findingsOf({ findings }: ExperimentReport): string {
  return findings
    .map(
      ({ severity, message, help }) =>
        `\n<p class="${severity}">&nbsp;${escapeHtml(message)}. <span class="note">${escapeHtml(help)}.</span></p>`,
    )
    .join('');
}

function armsTable({ arms }: ExperimentReport): string {
  const shown = metricNames.filter((name) => arms.some(({ counts }) => counts[name] > 0));
  const titles = ['arm', 'units', 'requests', ...shown.map((name) => experimentMetrics[name].title), 'p50', 'p95'];
  const rows = arms.map(({ arm, units, requests, values, latency_ms: latency }) => [
    arm,
    units.toLocaleString('en-US'),
    requests.toLocaleString('en-US'),
    ...shown.map((name) => (values[name] === undefined ? '' : formatMetric(name, values[name]))),
    ...[latency?.p50, latency?.p95].map((value) => (value === undefined ? '' : formatMetric('latency', value))),
  ]);
  return htmlTable(titles, rows);
}

function comparisonsTable({ comparisons }: ExperimentReport): string {
  const shown = comparisons.filter((comparison) => comparison.shown !== 'no_data');
  const rows = shown.map((comparison) => [
    `${comparison.arm}: ${experimentMetrics[comparison.metric].title}`,
    comparison.difference === undefined ? '' : formatDifference(comparison.metric, comparison.difference),
    formatRelative(comparison),
    comparison.low === undefined || comparison.high === undefined
      ? ''
      : formatInterval(comparison.metric, comparison.low, comparison.high),
    comparison.shown.replaceAll('_', ' '),
  ]);
  return htmlTable(['', 'difference', '', 'interval', 'shown'], rows);
}

async function drawIntervals({ comparisons }: ExperimentReport): Promise<string> {
  const chart = intervalsChart(comparisons);
  if (chart === undefined) return '';
  return drawChart(chart, { width: 860, height: 70 + 32 * comparisons.length });
}

async function drawDays(report: ExperimentReport, days: readonly ExperimentDay[]): Promise<readonly string[]> {
  const sequence = {
    alpha: report.alpha_per_interval,
    intervals: comparisonsOf(report.arms.length),
    tunedFor: report.tuned_for,
  };
  const byDay = days.flatMap(({ day, arms }) => {
    const control = arms.find(({ arm }) => arm === report.control);
    if (control === undefined) return [];
    return arms
      .filter((arm) => arm !== control)
      .flatMap((arm) => compareArms(control, arm, sequence).map((comparison) => ({ day, comparison })));
  });
  const sections: string[] = [];
  for (const { arm, metric } of report.comparisons) {
    const own = byDay.filter(({ comparison }) => isSame(comparison, arm, metric));
    const chart = daysChart(metric, own);
    if (chart === undefined) continue;
    const title = `${experimentMetrics[metric].title}, ${arm} less ${report.control}, by day`;
    sections.push(`<h2>${escapeHtml(title)}</h2>\n${await drawChart(chart, { width: 860, height: 220 })}`);
  }
  return sections;
}

function isSame(comparison: ArmComparison, arm: string, metric: ArmComparison['metric']): boolean {
  return comparison.arm === arm && comparison.metric === metric;
}
