import { bootstrap, type Interval } from './bootstrap.js';
import type { EvaluatedModel, EvaluatedPoint, EvaluatedTier } from './eval-report.js';
import {
  type JudgedRows,
  judgeRows,
  type ModelPair,
  meansOf,
  type Outcomes,
  outcomesOf,
  type PairMeans,
  pointOf,
  type QualityAxis,
} from './judged-rows.js';
import type { Label } from './label.js';
import { areaUnder, curveThrough } from './quality-curve.js';
import type { Route } from './route-labels.js';

/** Some of the labels, and what comes of them. */
export class RowSet {
  readonly count: number;
  readonly rows: JudgedRows;
  readonly means: PairMeans;
  /** How much better the strong model is, in quality. */
  readonly gap: number;
  /** Whether there is a gap to recover; without one, PGR has no meaning. */
  readonly hasGap: boolean;
  readonly #labels: readonly Label[];
  readonly #indexes: readonly number[];
  readonly #pair: ModelPair;
  readonly #axis: QualityAxis;

  constructor(labels: readonly Label[], indexes: readonly number[], pair: ModelPair, axis: QualityAxis) {
    this.#indexes = indexes;
    this.#labels = indexes.flatMap((index) => labels[index] ?? []);
    this.#pair = pair;
    this.#axis = axis;
    this.count = indexes.length;
    this.rows = judgeRows(this.#labels, pair, axis);
    const [weak, strong] = [meansOf(this.rows.weak), meansOf(this.rows.strong)];
    this.means = { weak, strong };
    this.gap = strong.quality - weak.quality;
    this.hasGap = this.gap > 0 && strong.use > weak.use;
  }

  outcomes(routes: readonly Route[]): Outcomes {
    const slotOf = (index: number) => routes[this.#indexes[index] ?? -1]?.slot ?? '';
    return outcomesOf(this.#labels, slotOf, this.#pair, this.#axis);
  }

  model(slot: string): EvaluatedModel {
    const outcomes = outcomesOf(this.#labels, () => slot, this.#pair, this.#axis);
    return { slot, quality: mean(outcomes.quality), ...costOf(outcomes) };
  }

  point(outcomes: Outcomes, interval: Interval | undefined): EvaluatedPoint {
    const means = meansOf(outcomes);
    const { use, pgr } = pointOf(means, this.means);
    return {
      use,
      quality: means.quality,
      ...costOf(outcomes),
      ...(this.hasGap && { pgr }),
      ...(interval !== undefined && { pgr_interval: interval }),
    };
  }

  tiers(routes: readonly Route[]): readonly EvaluatedTier[] {
    const outcomes = this.outcomes(routes);
    const names = this.#indexes.map((index) => routes[index]?.tier ?? '');
    return [...new Set(names)].map((tier) => {
      const rows = [...names.keys()].filter((row) => names[row] === tier);
      const over = (values: Float64Array) => mean(Float64Array.from(rows, (row) => values[row] ?? 0));
      return {
        tier,
        rows: rows.length,
        share: rows.length / names.length,
        quality: over(outcomes.quality),
        weak_quality: over(this.rows.weak.quality),
        strong_quality: over(this.rows.strong.quality),
        ...(outcomes.cost !== undefined && { cost_usd: over(outcomes.cost) }),
      };
    });
  }

  /** 95 % intervals: of the area under the curve through all ways but the first, then of each way's PGR. */
  intervals(ways: readonly Outcomes[]): readonly (Interval | undefined)[] {
    return bootstrap(this.count, (weights) => {
      const means = { weak: meansOf(this.rows.weak, weights), strong: meansOf(this.rows.strong, weights) };
      const points = ways.map((way) => pointOf(meansOf(way, weights), means));
      const curved = points.length > 1 ? points.slice(1) : points;
      return [areaUnder(curveThrough(curved)), ...points.map(({ pgr }) => pgr)];
    });
  }
}

function costOf({ cost }: Outcomes): { readonly cost_usd?: number } {
  return cost === undefined ? {} : { cost_usd: mean(cost) };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
