import { type ChartOption, drawChart } from '../draw-chart.js';
import { escapeHtml, htmlPage, htmlTable } from '../html-page.js';
import type { RecordFiles } from '../records/open-record-files.js';
import { type Dimension, dimensionOf } from './dimension.js';
import { readTraffic } from './read-traffic.js';
import type { TrafficGroup } from './traffic-group.js';
import type { TrafficFilter } from './traffic-sql.js';

const size = { width: 880, height: 320 };

/** One page about the traffic: cost over time, share by tier, latency by model, cost against score, and the tables. */
export async function trafficPage(files: RecordFiles, filter: TrafficFilter): Promise<string> {
  const read = async (...names: readonly string[]) => readTraffic(files, names.map(known), filter);
  const days = await read('day');
  const time = days.groups.length > 2 ? days : await read('hour');
  const tiers = await read('tier');
  const models = await read('model');
  const { total } = days;
  const span = [time.groups[0]?.by, time.groups.at(-1)?.by].map((by) => Object.values(by ?? {})[0] ?? '');
  const scored = models.groups.filter(({ score }) => score !== null);
  const charts = [
    await chart('Cost over time', costOverTime(time.groups, time.by[0] ?? 'day')),
    await chart('Requests by tier', shareByTier(tiers.groups)),
    await chart('Latency by model', latencyByModel(models.groups)),
    scored.length === 0
      ? '<h2>Cost against score</h2>\n<p class="note">No request has a score: give feedback by decision id.</p>'
      : await chart('Cost against score', costAgainstScore(scored)),
  ];
  return htmlPage({
    title: 'Traffic report',
    subtitle: `${total.requests.toLocaleString('en')} requests from ${span[0]} to ${span[1]}`,
    sections: [
      ...charts,
      table('By tier', 'tier', tiers.groups, total),
      table('By model', 'model', models.groups, total),
    ],
  });
}

function known(name: string): Dimension {
  const dimension = dimensionOf(name);
  if (dimension === undefined) throw new Error(`there is no dimension ${name}`);
  return dimension;
}

async function chart(title: string, option: ChartOption): Promise<string> {
  const svg = await drawChart(option, size);
  return `<h2>${escapeHtml(title)}</h2>\n<figure role="img" aria-label="${escapeHtml(title)}">${svg}</figure>`;
}

const name = (group: TrafficGroup): string => Object.values(group.by)[0] ?? '(none)';

function costOverTime(groups: readonly TrafficGroup[], axis: string): ChartOption {
  return {
    grid: { left: 70, right: 20, top: 20, bottom: 40 },
    xAxis: { type: 'category', data: groups.map(name), name: axis },
    yAxis: { type: 'value', name: 'USD' },
    series: [{ type: 'bar', data: groups.map(({ cost_usd }) => cost_usd) }],
  };
}

function shareByTier(groups: readonly TrafficGroup[]): ChartOption {
  const data = groups.map((group) => ({ name: name(group), value: group.requests }));
  return { series: [{ type: 'pie', radius: ['35%', '70%'], data, label: { formatter: '{b}: {d} %' } }] };
}

function latencyByModel(groups: readonly TrafficGroup[]): ChartOption {
  const timed = groups.filter(({ p50_ms }) => p50_ms !== null);
  const series = (title: string, value: (group: TrafficGroup) => number | null) => ({
    name: title,
    type: 'bar',
    data: timed.map(value),
  });
  return {
    legend: {},
    grid: { left: 220, right: 40, top: 30, bottom: 40 },
    xAxis: { type: 'value', name: 'ms' },
    yAxis: { type: 'category', data: timed.map(name), inverse: true },
    series: [series('p50', ({ p50_ms }) => p50_ms), series('p95', ({ p95_ms }) => p95_ms)],
  };
}

function costAgainstScore(groups: readonly TrafficGroup[]): ChartOption {
  const data = groups.map((group) => ({
    name: name(group),
    value: [group.cost_usd / group.requests, group.score],
  }));
  return {
    grid: { left: 70, right: 120, top: 20, bottom: 50 },
    xAxis: { type: 'value', name: 'USD per request', nameLocation: 'middle', nameGap: 30 },
    yAxis: { type: 'value', name: 'mean score', scale: true },
    series: [{ type: 'scatter', symbolSize: 12, data, label: { show: true, position: 'right', formatter: '{b}' } }],
  };
}

function table(title: string, head: string, groups: readonly TrafficGroup[], total: TrafficGroup): string {
  const row = (label: string, group: TrafficGroup): readonly string[] => [
    label,
    group.requests.toLocaleString('en'),
    group.cost_usd.toFixed(4),
    group.p50_ms === null ? '-' : `${Math.round(group.p50_ms)}`,
    group.p95_ms === null ? '-' : `${Math.round(group.p95_ms)}`,
    percent(group.failed, group.requests),
    percent(group.fallbacks, group.answered),
    group.score === null ? '-' : group.score.toFixed(3),
  ];
  const titles = [head, 'requests', 'cost USD', 'p50 ms', 'p95 ms', 'failed', 'fallback', 'score'];
  const rows = [...groups.map((group) => row(name(group), group)), row('all', total)];
  return `<h2>${escapeHtml(title)}</h2>\n${htmlTable(titles, rows)}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)} %`;
}
