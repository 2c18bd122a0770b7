import type { ChartOption } from '../draw-chart.js';
import type { ArmComparison } from './compare-arms.js';
import { experimentMetrics, type MetricName } from './experiment-metric.js';

const colors = { better: '#1e8449', worse: '#c0392b', open: '#5b6475' } as const;

/** Every interval in percent of the control's value, one line each: what lies beside 0 is shown. */
export function intervalsChart(comparisons: readonly ArmComparison[]): ChartOption | undefined {
  const shown = comparisons.filter(
    ({ low, control_value: base }) => low !== undefined && base !== undefined && base !== 0,
  );
  if (shown.length === 0) return undefined;
  const several = new Set(shown.map(({ arm }) => arm)).size > 1;
  const names = shown.map(({ arm, metric }) => (several ? `${arm}: ${metric}` : metric));
  const relative = ({ control_value: base = 1 }: ArmComparison, value = 0) => round((value / Math.abs(base)) * 100);
  return {
    grid: { left: 150, right: 30, top: 10, bottom: 45 },
    xAxis: { type: 'value', name: "difference in % of the control's value", nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'category', data: names, inverse: true, axisTick: { show: false } },
    series: shown.flatMap((comparison, index) => {
      const color = colorOf(comparison);
      const name = names[index] ?? '';
      return [
        line(
          [
            [relative(comparison, comparison.low), name],
            [relative(comparison, comparison.high), name],
          ],
          color,
        ),
        {
          type: 'scatter',
          data: [[relative(comparison, comparison.difference), name]],
          symbolSize: 10,
          itemStyle: { color },
        },
      ];
    }),
  };
}

function line(data: readonly (readonly unknown[])[], color: string) {
  return {
    type: 'line',
    data,
    symbol: 'rect',
    symbolSize: [2, 12],
    lineStyle: { color, width: 2 },
    itemStyle: { color },
  };
}

function colorOf({ metric, shown }: ArmComparison): string {
  if (shown !== 'lower' && shown !== 'higher') return colors.open;
  return experimentMetrics[metric].better === shown ? colors.better : colors.worse;
}

/** What a comparison came to at the end of a day. */
export interface DayComparison {
  readonly day: string;
  readonly comparison: ArmComparison;
}

/** How an interval narrowed, day by day: looking at it early was free. */
export function daysChart(metric: MetricName, days: readonly DayComparison[]): ChartOption | undefined {
  const { shown } = experimentMetrics[metric];
  const known = days.filter(({ comparison }) => comparison.low !== undefined);
  if (known.length < 2) return undefined;
  const scaled = (value = 0) => round(value * shown.scale);
  const series = (data: readonly number[], more: Readonly<Record<string, unknown>>) => ({
    type: 'line',
    symbol: 'none',
    data,
    ...more,
  });
  const low = known.map(({ comparison }) => scaled(comparison.low));
  const width = known.map(({ comparison }) => scaled((comparison.high ?? 0) - (comparison.low ?? 0)));
  const difference = known.map(({ comparison }) => scaled(comparison.difference));
  return {
    grid: { left: 70, right: 20, top: 30, bottom: 30 },
    xAxis: { type: 'category', data: known.map(({ day }) => day), boundaryGap: false },
    yAxis: { type: 'value', name: shown.unit === '%' ? 'points' : shown.unit, scale: false },
    series: [
      series(low, { stack: 'interval', stackStrategy: 'all', lineStyle: { opacity: 0 } }),
      series(width, {
        stack: 'interval',
        stackStrategy: 'all',
        lineStyle: { opacity: 0 },
        areaStyle: { color: '#2e86c1', opacity: 0.2 },
      }),
      series(difference, {
        lineStyle: { color: '#2e86c1' },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: '#1f2430' },
          data: [{ yAxis: 0 }],
        },
      }),
    ],
  };
}

/** Beyond the sixth digit nobody sees anything, and files grow. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
