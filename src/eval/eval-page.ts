import { type ChartOption, drawChart } from '../report/draw-chart.js';
import { escapeHtml, htmlPage, htmlTable } from '../report/html-page.js';
import type { EvalReport, EvaluatedPoint } from './eval-report.js';
import type { CurvePoint } from './quality-curve.js';

const uses = {
  strong_calls: (strong: string) => `requests to ${strong}, %`,
  cost: (strong: string) => `cost, % of ${strong} alone beyond the weak model alone`,
  calls_beyond_weak: () => 'requests beyond the weak model, %',
} as const;

/** The figures as a page of its own, with the curve of quality against use. */
export async function evalPage(report: EvalReport): Promise<string> {
  const chart = curveChart(report);
  const { rows } = report;
  return htmlPage({
    title: `Evaluation of policy ${report.policy}`,
    subtitle: `${rows.labels} labels, ${rows.judged_on} of them judged; weak ${report.weak.slot}, strong ${report.strong.slot}; version ${report.version}`,
    sections: [
      ...(chart === undefined
        ? [
            `<p>${escapeHtml(`${report.strong.slot} is not better than ${report.weak.slot} on these labels: there is no gap to recover.`)}</p>`,
          ]
        : [
            `<h2>Quality against use of ${escapeHtml(report.strong.slot)}</h2>\n${await drawChart(chart, { width: 860, height: 460 })}`,
          ]),
      `<h2>Routers</h2>\n${routersTable(report)}`,
      `<h2>Where the policy sends requests</h2>\n${tiersTable(report)}`,
      ...(report.sweep === undefined
        ? []
        : [`<h2>Thresholds of ${escapeHtml(report.sweep.fact)}</h2>\n${sweepTable(report)}`]),
    ],
  });
}

function curveChart(report: EvalReport): ChartOption | undefined {
  const { curve, baselines, weak, gap, sweep, as_written: written } = report;
  if (curve === undefined || baselines === undefined) return undefined;
  const at = ({ use, pgr }: CurvePoint) => [round(use * 100), round(weak.quality + pgr * gap)];
  const line = (name: string, points: readonly CurvePoint[], color: string, more = {}) => ({
    name,
    type: 'line',
    symbol: 'none',
    data: thinned(points).map(at),
    lineStyle: { color, width: 2, ...more },
    itemStyle: { color },
  });
  const marks = (sweep?.points ?? []).map(({ use, quality, value }) => ({
    value: [round(use * 100), round(quality)],
    label: { show: true, formatter: String(value), position: 'top' },
  }));
  return {
    legend: { top: 0 },
    grid: { left: 60, right: 30, top: 40, bottom: 50 },
    xAxis: {
      type: 'value',
      min: 0,
      max: 100,
      name: uses[report.axis](report.strong.slot),
      nameLocation: 'middle',
      nameGap: 30,
    },
    yAxis: { type: 'value', scale: true, name: 'quality' },
    series: [
      line('oracle', baselines.oracle.curve, '#b7950b', { type: 'dashed' }),
      line(
        'at random',
        [
          { use: 0, pgr: 0 },
          { use: 1, pgr: 1 },
        ],
        '#5b6475',
        { type: 'dotted' },
      ),
      line('this policy', curve.points, '#2e86c1'),
      {
        name: sweep === undefined ? 'as written' : `${sweep.fact}`,
        type: 'scatter',
        symbolSize: 7,
        data: marks,
        itemStyle: { color: '#2e86c1' },
      },
      {
        name: 'as written',
        type: 'scatter',
        symbolSize: 12,
        data: [[round(written.use * 100), round(written.quality)]],
        itemStyle: { color: '#c0392b' },
      },
    ].filter((each) => each.data.length > 0),
  };
}

/** At most a few hundred points: more are not seen. */
function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const step = Math.ceil(points.length / 300);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

function routersTable({ weak, strong, gap, baselines, curve, as_written: written }: EvalReport): string {
  const alone = ({ slot, quality, cost_usd }: EvalReport['weak'], apgr: number | undefined, pgr: string) => [
    `${slot} alone`,
    '',
    quality.toFixed(3),
    usd(cost_usd),
    gap > 0 ? pgr : '',
    apgr?.toFixed(3) ?? '',
  ];
  return htmlTable(
    ['router', 'use', 'quality', 'USD per 1,000', 'gap recovered', 'APGR'],
    [
      alone(weak, baselines?.weak.apgr, '0.0 %'),
      alone(strong, baselines?.strong.apgr, '100.0 %'),
      ...(baselines === undefined
        ? []
        : [
            [
              'at random',
              '',
              '',
              '',
              '',
              `${baselines.random.apgr.toFixed(3)} (${baselines.random.low.toFixed(2)} to ${baselines.random.high.toFixed(2)})`,
            ],
            ['oracle', '', '', '', '', baselines.oracle.apgr.toFixed(3)],
          ]),
      ['this policy', ...pointCells(written), curve?.apgr.toFixed(3) ?? ''],
    ],
  );
}

function tiersTable({ tiers, weak, strong }: EvalReport): string {
  const titles = ['tier', 'rows', 'share', 'quality', `${weak.slot} there`, `${strong.slot} there`];
  const rows = tiers.map((tier) => [
    tier.tier,
    String(tier.rows),
    percent(tier.share),
    tier.quality.toFixed(3),
    tier.weak_quality.toFixed(3),
    tier.strong_quality.toFixed(3),
  ]);
  return htmlTable(titles, rows);
}

function sweepTable({ sweep }: EvalReport): string {
  const rows = (sweep?.points ?? []).map((point) => [
    `${point.value}${point.value === sweep?.written ? ' as written' : ''}`,
    ...pointCells(point),
  ]);
  return htmlTable([sweep?.fact ?? '', 'use', 'quality', 'USD per 1,000', 'gap recovered'], rows);
}

function pointCells({ use, quality, cost_usd, pgr }: EvaluatedPoint): readonly string[] {
  return [percent(use), quality.toFixed(3), usd(cost_usd), pgr === undefined ? '' : percent(pgr)];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function usd(value: number | undefined): string {
  return value === undefined ? '' : (value * 1000).toFixed(3);
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
