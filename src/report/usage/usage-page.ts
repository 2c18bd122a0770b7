import { drawChart } from '../draw-chart.js';
import { countText, ratioText, timeText } from '../figure-text.js';
import { escapeHtml, htmlPage, htmlTable } from '../html-page.js';
import { costByDayChart, costScoreChart, latencyChart, shareChart } from './usage-charts.js';
import { costText, usageColumns } from './usage-columns.js';
import { failureRate, fallbackRate, type UsageFigures } from './usage-figures.js';
import type { ReadUsage, UsageGroup, UsageReport } from './usage-report.js';

/** Keys that the page needs, whatever the report is grouped by. */
export const pageKeys = ['day', 'tier', 'model'] as const;

/** The report as a page of its own. */
export async function usagePage(report: UsageReport, groupsBy: ReadUsage['groupsBy']): Promise<string> {
  const [days, tiers, models] = [await groupsBy('day', 'tier'), await groupsBy('tier'), await groupsBy('model')];
  const charts = [
    { title: 'Cost over time', chart: costByDayChart(days), height: 300, note: 'USD a day (UTC), by tier.' },
    { title: 'Share by tier', chart: shareChart(tiers), height: 150, note: 'Of requests and of cost.' },
    {
      title: 'Latency by model',
      chart: latencyChart(models),
      height: 60 + 34 * Math.min(models.length, 12),
      note: 'Seconds to the end of the answer, of answered requests: half are faster than p50, 95 of 100 than p95, 99 than p99.',
    },
    {
      title: 'Cost against score',
      chart: costScoreChart(models),
      height: 320,
      note: 'Each model: USD per 1,000 requests, and the mean score with its 95 % interval. Up and to the left is better.',
    },
  ];
  const drawn: string[] = [];
  for (const { title, chart, height, note } of charts) {
    if (chart === undefined) continue;
    const svg = await drawChart(chart, { width: 900, height });
    drawn.push(
      `<h2>${escapeHtml(title)}</h2>\n<figure role="img" aria-label="${escapeHtml(`${title}. ${note} The figures stand in the tables of this page.`)}">${svg}<figcaption class="note">${escapeHtml(note)}</figcaption></figure>`,
    );
  }
  return htmlPage({
    title: 'Usage report',
    subtitle: subtitleOf(report),
    sections: [
      totals(report.total) + unknownCost(report.total),
      ...drawn,
      section(`By ${report.by.join(', ')}`, report.by, report.groups, report.total),
      ...(report.by.join() === 'tier' ? [] : [section('By tier', ['tier'], tiers, report.total)]),
      ...(report.by.join() === 'model' ? [] : [section('By model', ['model'], models, report.total)]),
      ...(report.by.join() === 'day,tier' ? [] : [section('By day and tier', ['day', 'tier'], days, report.total)]),
      ...brokenLines(report),
    ],
  });
}

function subtitleOf({ total, files, since, until, where }: UsageReport): string {
  const parts = [
    `${countText(total.requests)} ${total.requests === 1 ? 'request' : 'requests'} in ${countText(files)} ${files === 1 ? 'file' : 'files'}`,
    ...(since === undefined ? [] : [`from ${since}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(where === undefined ? [] : [`where ${where}`]),
  ];
  return parts.join(', ');
}

function totals(total: UsageFigures): string {
  const figures = [
    ['requests', countText(total.requests)],
    ['cost', `${costText(total)} USD`],
    ['tokens in, out', `${countText(total.prompt_tokens)}, ${countText(total.completion_tokens)}`],
    ['latency p50, p95', `${timeText(total.latency_ms?.p50)}, ${timeText(total.latency_ms?.p95)}`],
    ['failed', ratioText(failureRate(total))],
    ['fallback', ratioText(fallbackRate(total))],
  ];
  return `<dl class="totals">${figures
    .map(([name = '', value = '']) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('')}</dl>`;
}

/** What the sign before a cost means. */
function unknownCost({ unknown_cost: unknown }: UsageFigures): string {
  if (unknown === 0) return '';
  const whose = unknown === 1 ? '1 request' : `${countText(unknown)} requests`;
  return `\n<p class="note">The cost of ${whose} is not known, so that sums (≥) are what was spent at least.</p>`;
}

const mostRows = 500;

function section(title: string, by: readonly string[], groups: readonly UsageGroup[], total: UsageFigures): string {
  const shown = groups.slice(0, mostRows);
  const columns = usageColumns(total);
  const titles = [...by, ...columns.map(({ title }) => title)];
  const rows = shown.map(({ keys, figures }) => [
    ...keys.map((key) => key ?? '(none)'),
    ...columns.map(({ cell }) => cell(figures)),
  ]);
  const more =
    groups.length > mostRows ? `\n<p class="note">The first ${mostRows} of ${countText(groups.length)}.</p>` : '';
  const sum = ['all', ...by.slice(1).map(() => ''), ...columns.map(({ cell }) => cell(total))];
  return `<h2>${escapeHtml(title)}</h2>\n${htmlTable(titles, rows, sum)}${more}`;
}

function brokenLines({ broken_lines: { count: lines, first } }: UsageReport): readonly string[] {
  if (lines === 0) return [];
  const rows = first.map(({ file, line, reason }) => [`${file}:${line}`, reason]);
  return [`<h2>Broken lines</h2>\n<p>${countText(lines)} left out.</p>\n${htmlTable(['place', 'why'], rows)}`];
}
