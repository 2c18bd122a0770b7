import type { ChartOption } from '../draw-chart.js';
import { costOfThousand } from './usage-columns.js';
import type { UsageGroup } from './usage-report.js';

/** Colours that people with any kind of colour vision tell apart (Okabe and Ito), on light and on dark ground. */
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#8c8c8c'] as const;

/** Series beyond the dearest are one. */
const mostSeries = palette.length - 1;

/** Stacked bars, a day each: groups by day and tier. */
export function costByDayChart(groups: readonly UsageGroup[]): ChartOption | undefined {
  const days = [...new Set(groups.map(({ keys }) => keys[0] ?? ''))].sort();
  const tiers = dearest(groups);
  if (days.length === 0 || groups.every(({ figures }) => figures.cost_usd === 0)) return undefined;
  const costOf = (day: string, tier: string) =>
    sum(groups.filter(({ keys }) => keys[0] === day && seriesOf(keys[1] ?? null, tiers) === tier));
  return {
    ...colors,
    grid: { left: 70, right: 20, top: 40, bottom: 30 },
    legend: { top: 0, left: 0, icon: 'roundRect', itemGap: 18 },
    xAxis: { type: 'category', data: days },
    yAxis: { type: 'value' },
    series: tiers.map((tier) => ({
      name: tier,
      type: 'bar',
      stack: 'cost',
      barMaxWidth: 40,
      data: days.map((day) => round(costOf(day, tier))),
    })),
  };
}

/** Two bars of 100 %: groups by tier. */
export function shareChart(groups: readonly UsageGroup[]): ChartOption | undefined {
  const tiers = dearest(groups.map(({ keys, figures }) => ({ keys: [null, keys[0] ?? null], figures })));
  const requests = groups.reduce((total, { figures }) => total + figures.requests, 0);
  const cost = sum(groups);
  if (requests === 0) return undefined;
  const own = (tier: string) => groups.filter(({ keys }) => seriesOf(keys[0] ?? null, tiers) === tier);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : round((part / whole) * 100));
  return {
    ...colors,
    grid: { left: 70, right: 20, top: 40, bottom: 25 },
    legend: { top: 0, left: 0, icon: 'roundRect', itemGap: 18 },
    xAxis: { type: 'value', max: 100, axisLabel: { formatter: '{value} %' } },
    yAxis: { type: 'category', data: ['cost', 'requests'], axisTick: { show: false } },
    series: tiers.map((tier) => ({
      name: tier,
      type: 'bar',
      stack: 'share',
      barWidth: 26,
      data: [
        share(sum(own(tier)), cost),
        share(
          own(tier).reduce((total, { figures }) => total + figures.requests, 0),
          requests,
        ),
      ],
    })),
  };
}

const mostModels = 12;

/** A line from p50 to p99 with a mark at p95: groups by model. */
export function latencyChart(groups: readonly UsageGroup[]): ChartOption | undefined {
  const shown = groups
    .flatMap(({ keys, figures: { latency_ms: latency } }) =>
      latency === undefined ? [] : [{ model: keys[0] ?? '(none)', latency }],
    )
    .slice(0, mostModels);
  if (shown.length === 0) return undefined;
  const models = shown.map(({ model }) => model);
  const marks = (name: 'p50' | 'p95' | 'p99', symbol: string) => ({
    name,
    type: 'scatter',
    symbol,
    symbolSize: 11,
    data: shown.map(({ model, latency }) => [round(latency[name] / 1000), model]),
  });
  return {
    ...colors,
    grid: { left: 240, right: 30, top: 30, bottom: 25 },
    legend: { top: 0, left: 0 },
    xAxis: { type: 'value', axisLabel: { formatter: '{value} s' } },
    yAxis: { type: 'category', data: models, inverse: true, axisTick: { show: false } },
    series: [marks('p50', 'circle'), marks('p95', 'diamond'), marks('p99', 'triangle')],
  };
}

/** A point with its interval for each model that has scores; what no model answered is left out. */
export function costScoreChart(groups: readonly UsageGroup[]): ChartOption | undefined {
  const points = groups.flatMap(({ keys, figures }) => {
    const [cost, { score }] = [costOfThousand(figures), figures];
    return score === undefined || cost === undefined || keys[0] === null
      ? []
      : [{ model: keys[0] ?? '(none)', cost: round(cost), score }];
  });
  if (points.length === 0) return undefined;
  const color = palette[0];
  return {
    grid: { left: 60, right: 160, top: 30, bottom: 45 },
    xAxis: { type: 'value', name: 'USD per 1,000 requests', nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'value', name: 'score', scale: true },
    series: [
      ...points.flatMap(({ cost, score: { low, high } }) =>
        low === undefined || high === undefined
          ? []
          : [
              {
                type: 'line',
                symbol: 'rect',
                symbolSize: [10, 2],
                data: [
                  [cost, round(low)],
                  [cost, round(high)],
                ],
                lineStyle: { color },
                itemStyle: { color },
              },
            ],
      ),
      {
        type: 'scatter',
        symbolSize: 10,
        itemStyle: { color },
        data: points.map(({ model, cost, score }) => ({ name: model, value: [cost, round(score.mean)] })),
        label: { show: true, position: 'right', formatter: '{b}' },
        labelLayout: { moveOverlap: 'shiftY' },
      },
    ],
  };
}

const colors = { color: [...palette] } as const;
const others = 'others';

/** The names of the series: the dearest second keys, and one for all others. */
function dearest(groups: readonly UsageGroup[]): readonly string[] {
  const costs = new Map<string, number>();
  for (const { keys, figures } of groups) {
    const name = keys[1] ?? '(none)';
    costs.set(name, (costs.get(name) ?? 0) + figures.cost_usd);
  }
  const names = [...costs].sort(([, one], [, other]) => other - one).map(([name]) => name);
  return names.length <= mostSeries ? names : [...names.slice(0, mostSeries), others];
}

function seriesOf(key: string | null, series: readonly string[]): string {
  const name = key ?? '(none)';
  return series.includes(name) ? name : others;
}

function sum(groups: readonly UsageGroup[]): number {
  return groups.reduce((total, { figures }) => total + figures.cost_usd, 0);
}

/** Beyond the sixth digit nobody sees anything, and files grow. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
