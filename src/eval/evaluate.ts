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
  const { labels, pair, policy, sweep, asWritten } = evaluation;
  const { answered, choosing, judged, axis } = divide(evaluation);
  const written = judged.outcomes(asWritten);
  const points = (sweep?.points ?? []).map(({ value, routes }) => ({ value, outcomes: judged.outcomes(routes) }));
  const ways = [written, ...points.map(({ outcomes }) => outcomes)];
  const [area, ofWritten, ...ofPoints] = judged.hasGap ? judged.intervals(ways) : [];
  const curved = points.length === 0 ? [written] : points.map(({ outcomes }) => outcomes);
  const swept = points.map(({ value, outcomes }, index) => ({ value, ...judged.point(outcomes, ofPoints[index]) }));
  return {
    policy: policy.name,
    version: policy.version,
    rows: {
      labels: labels.length,
      refused: labels.length - answered,
      chosen_by: sweep === undefined ? 0 : choosing.count,
      judged_on: judged.count,
    },
    weak: judged.model(pair.weak),
    strong: judged.model(pair.strong),
    axis,
    gap: judged.gap,
    unknown_facts: unknownFacts(asWritten),
    tiers: judged.tiers(asWritten),
    as_written: judged.point(written, ofWritten),
    ...(judged.hasGap && { baselines: baselinesOf(judged.rows), curve: curveOf(judged, curved, area) }),
    ...(sweep !== undefined && { sweep: sweepOf(sweep, choosing, swept) }),
  };
}

type Swept = NonNullable<Evaluation['sweep']>;

/** The rows that every way of routing answers, divided into those that choose thresholds and those that judge. */
function divide(evaluation: Evaluation) {
  const { labels, pair, sweep, heldOut } = evaluation;
  const ways = allRoutes(evaluation);
  const answered = indexesOf(labels, (index) => ways.every((routes) => routes[index]?.slot !== undefined));
  const axis = axisOf(evaluation, answered);
  // By each label's own position: equal requests stand on one side, and a longer file divides its start alike.
  const isJudging = (index: number) => (labels[index]?.position ?? 0) <= heldOut;
  const isWhole = sweep === undefined || heldOut === 0;
  const judged = new RowSet(labels, isWhole ? answered : answered.filter(isJudging), pair, axis);
  const rest = answered.filter((index) => !isJudging(index));
  return { answered: answered.length, axis, judged, choosing: isWhole ? judged : new RowSet(labels, rest, pair, axis) };
}

function sweepOf({ threshold, points }: Swept, choosing: RowSet, swept: EvaluatedSweep['points']): EvaluatedSweep {
  return {
    fact: threshold.fact,
    written: threshold.value,
    places: threshold.places.map(({ file, line }) => `${file}:${line}`),
    points: swept,
    chosen: choosing.hasGap ? targets.map((target) => chooseThreshold(target, points, choosing, swept)) : [],
  };
}

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
  points: Swept['points'],
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
