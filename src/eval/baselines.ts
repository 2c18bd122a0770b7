import { seededRandom } from '../seeded-random.js';
import type { JudgedRows } from './judged-rows.js';
import { areaUnder, type CurvePoint, curveThrough } from './quality-curve.js';

/** Curves that any policy is measured beside. */
export interface Baselines {
  /** Requests drawn by lot for the strong model. The interval holds 95 % of the draws. */
  readonly random: { readonly apgr: number; readonly low: number; readonly high: number };
  /** One who knows both answers of every request and spends where it gains most. */
  readonly oracle: { readonly apgr: number; readonly curve: readonly CurvePoint[] };
  /** The same model for every request, whatever may be spent: by definition 0 and 1. */
  readonly weak: { readonly apgr: number };
  readonly strong: { readonly apgr: number };
}

/** Draws of which the random baseline is made. */
const draws = 200;

export function baselinesOf(rows: JudgedRows, seed = 1): Baselines {
  const random = seededRandom(seed);
  const areas = Array.from({ length: draws }, () => areaInOrder(rows, shuffled(rows.count, random)));
  areas.sort((left, right) => left - right);
  const oracle = curveInOrder(rows, byGain(rows));
  return {
    random: {
      apgr: areas.reduce((sum, area) => sum + area, 0) / draws,
      low: areas[Math.floor(draws * 0.025)] ?? Number.NaN,
      high: areas[Math.ceil(draws * 0.975) - 1] ?? Number.NaN,
    },
    oracle: { apgr: areaUnder(oracle), curve: oracle },
    weak: { apgr: flatArea(0) },
    strong: { apgr: flatArea(1) },
  };
}

function flatArea(pgr: number): number {
  return areaUnder([
    { use: 0, pgr },
    { use: 1, pgr },
  ]);
}

/** The area under the way from the weak model alone to the strong one alone, one row at a time. */
function areaInOrder(rows: JudgedRows, order: readonly number[]): number {
  const { gain, spent, gap, budget } = stepsOf(rows);
  let [pgr, area] = [0, 0];
  for (const index of order) {
    const next = pgr + gain(index) / gap;
    area += ((pgr + next) / 2) * (spent(index) / budget);
    pgr = next;
  }
  return area;
}

function stepsOf({ count, weak, strong }: JudgedRows) {
  const gain = (index: number) => (strong.quality[index] ?? 0) - (weak.quality[index] ?? 0);
  const spent = (index: number) => (strong.use[index] ?? 0) - (weak.use[index] ?? 0);
  return { gain, spent, gap: sumOf(count, gain), budget: sumOf(count, spent) };
}

/** The curve of handing rows over to the strong model one by one. */
function curveInOrder(rows: JudgedRows, order: readonly number[]): readonly CurvePoint[] {
  const { gain, spent, gap, budget } = stepsOf(rows);
  let [use, pgr] = [0, 0];
  return curveThrough(
    order.map((index) => {
      use += spent(index) / budget;
      pgr += gain(index) / gap;
      return { use, pgr };
    }),
  );
}

function byGain(rows: JudgedRows): readonly number[] {
  const { gain, spent } = stepsOf(rows);
  const worth = Float64Array.from({ length: rows.count }, (_, row) => gain(row) / Math.max(spent(row), Number.EPSILON));
  return [...worth.keys()].sort((left, right) => (worth[right] ?? 0) - (worth[left] ?? 0));
}

function shuffled(count: number, random: () => number): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

function sumOf(count: number, value: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += value(index);
  return sum;
}
