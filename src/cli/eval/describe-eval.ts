import type { Paint } from '../../diagnostics/paint.js';
import type { Interval } from '../../eval/bootstrap.js';
import type { ChosenThreshold, EvalReport, EvaluatedPoint } from '../../eval/eval-report.js';
import type { PairChoice } from '../../eval/needed-slots.js';
import { countOf } from '../count-of.js';
import { textTable } from '../text-table.js';

/** The report for a person: what goes where, what that is worth, and which threshold would do better. */
export function describeEval(report: EvalReport, by: PairChoice, paint: Paint): string {
  const parts = [
    header(report, by, paint),
    tiers(report, paint),
    ways(report, paint),
    ...(report.sweep === undefined ? [] : [sweep(report, paint), chosen(report)]),
    ...notes(report),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const why: Readonly<Record<PairChoice, string>> = {
  named: '',
  price: ', the cheapest and the dearest of those judged',
  cost_usd: ', the cheapest and the dearest by the labels',
  quality: ', the worst and the best of those judged',
};

function header({ policy, rows, weak, strong }: EvalReport, by: PairChoice, paint: Paint): string {
  const split =
    rows.chosen_by === 0 || rows.chosen_by === rows.judged_on
      ? ''
      : `: ${countOf(rows.chosen_by, 'row')} to choose thresholds by, the other ${rows.judged_on} to judge by`;
  return [
    `${paint.bold(`policy ${policy}`)} on ${countOf(rows.labels, 'label')}${split}`,
    `weak ${weak.slot}, strong ${strong.slot}${why[by]}`,
  ].join('\n');
}

function tiers({ tiers: all, weak, strong }: EvalReport, paint: Paint): string {
  const rows = all
    .toSorted((left, right) => right.rows - left.rows)
    .map((tier) => [
      tier.tier,
      String(tier.rows),
      percent(tier.share),
      quality(tier.quality),
      quality(tier.weak_quality),
      quality(tier.strong_quality),
      usd(tier.cost_usd),
    ]);
  const titles = ['tier', 'rows', 'share', 'quality', `${weak.slot} there`, `${strong.slot} there`, 'USD/1,000'];
  return textTable({ titles, rows }, paint.dim);
}

const uses = {
  strong_calls: (strong: string) => `to ${strong}`,
  cost: () => 'of its cost',
  calls_beyond_weak: () => 'beyond weak',
} as const;

function ways(report: EvalReport, paint: Paint): string {
  const { weak, strong, baselines, curve, as_written: written, axis } = report;
  const titles = [
    'router',
    uses[axis](strong.slot),
    'quality',
    'USD/1,000',
    'gap recovered',
    'APGR',
    'CPT 50 %',
    'CPT 80 %',
  ];
  const alone = (slot: string, pgr: number, { quality: mean, cost_usd: cost }: EvalReport['weak'], apgr?: number) => [
    `${slot} alone`,
    percent(pgr),
    quality(mean),
    usd(cost),
    report.gap > 0 ? percent(pgr) : '',
    apgr === undefined ? '' : apgr.toFixed(3),
  ];
  const rows = [
    alone(weak.slot, 0, weak, baselines?.weak.apgr),
    alone(strong.slot, 1, strong, baselines?.strong.apgr),
    ...(baselines === undefined
      ? []
      : [
          ['at random', '', '', '', '', apgrOf(baselines.random.apgr, baselines.random)],
          ['oracle', '', '', '', '', baselines.oracle.apgr.toFixed(3)],
        ]),
    [
      'this policy',
      ...pointCells(written),
      curve === undefined ? '' : apgrOf(curve.apgr, curve.apgr_interval),
      ...[curve?.cpt_50, curve?.cpt_80].map((share) => (share === undefined ? '' : percent(share))),
    ],
  ];
  return textTable({ titles, rows }, paint.dim);
}

function sweep(report: EvalReport, paint: Paint): string {
  const { sweep: found, strong, axis } = report;
  if (found === undefined) return '';
  const titles = [`${found.fact}`, uses[axis](strong.slot), 'quality', 'USD/1,000', 'gap recovered'];
  const rows = found.points.map((point) => [
    `${point.value}${point.value === found.written ? ' as written' : ''}`,
    ...pointCells(point),
  ]);
  const at = `The threshold ${found.written} of ${found.fact}, at ${found.places.join(' and ')}, replaced:`;
  return `${at}\n${textTable({ titles, rows }, paint.dim)}`;
}

function pointCells(point: EvaluatedPoint): readonly string[] {
  const { use, quality: mean, cost_usd: cost, pgr, pgr_interval: interval } = point;
  return [percent(use), quality(mean), usd(cost), pgr === undefined ? '' : percent(pgr, interval)];
}

function chosen({ sweep: found, rows, strong, axis }: EvalReport): string {
  if (found === undefined) return '';
  const unseen = rows.chosen_by !== rows.judged_on;
  const judges = unseen
    ? `the ${countOf(rows.judged_on, 'row')} that did not choose it`
    : 'the rows that chose it, which flatters it,';
  const about = { fact: found.fact, rows: judges, use: uses[axis](strong.slot) };
  return found.chosen.map((each) => chosenLine(each, about)).join('\n');
}

function chosenLine(
  { target, value, judged }: ChosenThreshold,
  { fact, rows, use }: { readonly fact: string; readonly rows: string; readonly use: string },
): string {
  const aim = `${Math.round(target * 100)} % of the gap`;
  if (value === undefined || judged === undefined) return `No threshold of ${fact} here recovers ${aim}.`;
  return `Least use for ${aim}: ${fact} ${value}. On ${rows} it recovers ${percent(judged.pgr ?? 0, judged.pgr_interval)}, with ${percent(judged.use)} ${use}.`;
}

function notes(report: EvalReport): readonly string[] {
  const { rows, gap, weak, strong, curve, baselines, axis } = report;
  const notes: string[] = [];
  if (gap <= 0) {
    notes.push(
      `${strong.slot} is not better than ${weak.slot} on these labels (${quality(strong.quality)} beside ${quality(weak.quality)}): there is no gap to recover, so nothing is gained by routing to it.`,
    );
  }
  if (curve?.apgr_interval !== undefined && baselines !== undefined) {
    const { low, high } = curve.apgr_interval;
    if (low <= 0.5 && high >= 0.5) {
      notes.push('The policy is not shown to route better than drawing lots: its APGR may be that of random, 0.5.');
    } else if (high < 0.5) notes.push('The policy routes worse than drawing lots would: its APGR is below 0.5.');
  }
  if (axis === 'calls_beyond_weak') {
    notes.push(
      'The policy sends to other models, too, and labels hold no cost_usd for all: each call beyond the weak model counts in full.',
    );
  }
  for (const { fact, labels } of report.unknown_facts) {
    notes.push(
      `The fact ${fact} was unknown for ${countOf(labels, 'label')}, so rules that ask for it did not hold: give it under "facts", or what it reads under "attributes", of a request.`,
    );
  }
  if (rows.refused > 0) notes.push(`${countOf(rows.refused, 'row')} left out: the policy refuses them.`);
  return notes;
}

function apgrOf(apgr: number, interval: Interval | undefined): string {
  return interval === undefined
    ? apgr.toFixed(3)
    : `${apgr.toFixed(3)} (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`;
}

function percent(share: number, interval?: Interval): string {
  const text = `${(share * 100).toFixed(1).replace(/^-0\.0$/, '0.0')} %`;
  if (interval === undefined) return text;
  return `${text} (${(interval.low * 100).toFixed(0)} to ${(interval.high * 100).toFixed(0)})`;
}

function quality(value: number): string {
  return value.toFixed(3);
}

function usd(value: number | undefined): string {
  return value === undefined ? '' : (value * 1000).toFixed(3);
}
