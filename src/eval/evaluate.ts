import { baselinesOf } from './baselines.js';
import type { Interval } from './bootstrap.js';
import type { ChosenThreshold, EvalReport, EvaluatedCurve, EvaluatedSweep } from './eval-report.js';
import { type ModelPair, meansOf, type Outcomes, pointOf, type QualityAxis } from './judged-rows.js';
import type { Label } from './label.js';
import type { PolicyThreshold } from './policy-thresholds.js';
import { areaUnder, curveThrough, leastUse } from './quality-curve.js';
import type { Route } from './route-labels.js';
import { RowSet } from './row-set.js';

/** What is judged: where each way of routing sends each label. */
export interface Evaluation {
  readonly policy: { readonly name: string; readonly version: string };
  readonly labels: readonly Label[];
  readonly pair: ModelPair;
  readonly asWritten: readonly Route[];
  readonly sweep?: {
    readonly threshold: PolicyThreshold;
    readonly points: readonly { readonly value: number; readonly routes: readonly Route[] }[];
  };
  /** Share of the rows that thresholds are judged on and not chosen by, from 0 to 1; 0 for all rows for both. */
  readonly heldOut: number;
}

/** Shares of the gap for which a threshold is chosen, as in RouteLLM. */
const targets = [0.5, 0.8] as const;

/** A function of its arguments: the same labels and routes give the same figures. */
export function evaluate(evaluation: Evaluation): EvalReport {
  const { labels, pair, policy, sweep } = evaluation;
  const answered = indexesOf(labels, (index) =>
    allRoutes(evaluation).every((routes) => routes[index]?.slot !== undefined),
  );
  const axis = axisOf(evaluation, answered);
  const splits =
    sweep === undefined || evaluation.heldOut === 0 ? undefined : splitOf(labels, answered, evaluation.heldOut);
  const judged = new RowSet(labels, splits?.judging ?? answered, pair, axis);
  const gap = judged.means.strong.quality - judged.means.weak.quality;
  const hasGap = gap > 0 && judged.means.strong.use > judged.means.weak.use;
  const written = judged.outcomes(evaluation.asWritten);
  const points = (sweep?.points ?? []).map(({ value, routes }) => ({ value, outcomes: judged.outcomes(routes) }));
  const { intervals, apgr } = hasGap ? judged.intervals([written, ...points.map(({ outcomes }) => outcomes)]) : none;
  const about = {
    policy: policy.name,
    version: policy.version,
    rows: {
      labels: labels.length,
      refused: labels.length - answered.length,
      chosen_by: splits?.choosing.length ?? (sweep === undefined ? 0 : answered.length),
      judged_on: judged.count,
    },
    weak: judged.model(pair.weak),
    strong: judged.model(pair.strong),
    axis,
    gap,
    unknown_facts: unknownFacts(evaluation.asWritten),
    tiers: judged.tiers(evaluation.asWritten),
    as_written: judged.point(written, hasGap, intervals[0]),
  };
  const choosing = splits === undefined ? judged : new RowSet(labels, splits.choosing, pair, axis);
  const swept = points.map(({ value, outcomes }, index) => ({
    value,
    ...judged.point(outcomes, hasGap, intervals[index + 1]),
  }));
  return {
    ...about,
    ...(hasGap && {
      baselines: baselinesOf(judged.rows),
      curve: curveOf(judged, sweep === undefined ? [written] : points.map(({ outcomes }) => outcomes), apgr),
    }),
    ...(sweep !== undefined && {
      sweep: {
        fact: sweep.threshold.fact,
        written: sweep.threshold.value,
        places: sweep.threshold.places.map(({ file, line }) => `${file}:${line}`),
        points: swept,
        chosen: hasGap ? targets.map((target) => chooseThreshold(target, sweep.points, choosing, swept)) : [],
      } satisfies EvaluatedSweep,
    }),
  };
}

const none: { readonly intervals: readonly (Interval | undefined)[]; readonly apgr: undefined } = {
  intervals: [],
  apgr: undefined,
};

function allRoutes({ asWritten, sweep }: Evaluation): readonly (readonly Route[])[] {
  return [asWritten, ...(sweep?.points ?? []).map(({ routes }) => routes)];
}

function unknownFacts(routes: readonly Route[]): EvalReport['unknown_facts'] {
  const counts = new Map<string, number>();
  for (const fact of routes.flatMap(({ unknown }) => unknown)) counts.set(fact, (counts.get(fact) ?? 0) + 1);
  return [...counts].map(([fact, labels]) => ({ fact, labels }));
}

function indexesOf(labels: readonly Label[], test: (index: number) => boolean): readonly number[] {
  return labels.map((_, index) => index).filter(test);
}

/** The paper's axis where the policy sends to the two models only; else costs, where all are known. */
function axisOf(evaluation: Evaluation, rows: readonly number[]): QualityAxis {
  const { labels, pair } = evaluation;
  const used = new Set(allRoutes(evaluation).flatMap((routes) => rows.map((index) => routes[index]?.slot)));
  if ([...used].every((slot) => slot === pair.weak || slot === pair.strong)) return 'strong_calls';
  const needed = [...used, pair.weak, pair.strong].filter((slot) => slot !== undefined);
  const known = rows.every((index) => needed.every((slot) => labels[index]?.costUsd.has(slot)));
  return known ? 'cost' : 'calls_beyond_weak';
}

/** By each label's own position, so that equal requests stand on one side and a longer file splits its start alike. */
function splitOf(labels: readonly Label[], rows: readonly number[], heldOut: number) {
  const isJudging = (index: number) => (labels[index]?.position ?? 0) <= heldOut;
  return { judging: rows.filter(isJudging), choosing: rows.filter((index) => !isJudging(index)) };
}

function curveOf(judged: RowSet, ways: readonly Outcomes[], interval: Interval | undefined): EvaluatedCurve {
  const points = curveThrough(ways.map((way) => pointOf(meansOf(way), judged.means)));
  const [half, most] = targets.map((target) => leastUse(points, target));
  return {
    points,
    apgr: areaUnder(points),
    ...(interval !== undefined && { apgr_interval: interval }),
    ...(half !== undefined && { cpt_50: half }),
    ...(most !== undefined && { cpt_80: most }),
  };
}

/** The threshold with the least use of the strong model among those that recover enough, on the rows that choose. */
function chooseThreshold(
  target: number,
  points: NonNullable<Evaluation['sweep']>['points'],
  choosing: RowSet,
  swept: EvaluatedSweep['points'],
): ChosenThreshold {
  const enough = points
    .map(({ value, routes }) => ({ value, ...pointOf(meansOf(choosing.outcomes(routes)), choosing.means) }))
    .filter(({ pgr }) => pgr >= target)
    .sort((left, right) => left.use - right.use || right.pgr - left.pgr);
  const [best] = enough;
  if (best === undefined) return { target };
  const judged = swept.find(({ value }) => value === best.value);
  return { target, value: best.value, pgr_when_chosen: best.pgr, ...(judged !== undefined && { judged }) };
}
