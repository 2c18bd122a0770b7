import type { Label } from './label.js';

/** What a weak and a strong model make of the same requests, and what a way of routing makes of them. */
export interface ModelPair {
  readonly weak: string;
  readonly strong: string;
}

/**
 * How the use of the strong model is measured. `strong_calls`: the share of requests it answers, as in RouteLLM.
 * `cost`: what is spent beyond the weak model alone, as a share of what the strong model alone would cost beyond it;
 * where a policy sends to other models, too. `calls_beyond_weak`: the share of requests that the weak model does not
 * answer, where that is so and costs are not known; it takes every other model for as dear as the strong one.
 */
export type QualityAxis = 'strong_calls' | 'cost' | 'calls_beyond_weak';

/** Rows as numbers, one entry each, so that they can be drawn again and again. */
export interface JudgedRows {
  readonly count: number;
  readonly weak: Outcomes;
  readonly strong: Outcomes;
}

/** One way of routing over the rows. */
export interface Outcomes {
  readonly quality: Float64Array;
  /** In USD; undefined when any row's is not known. */
  readonly cost: Float64Array | undefined;
  /** The use of the strong model that a row counts for. */
  readonly use: Float64Array;
}

export function judgeRows(labels: readonly Label[], pair: ModelPair, axis: QualityAxis): JudgedRows {
  const alone = (slot: string) => outcomesOf(labels, () => slot, pair, axis);
  return { count: labels.length, weak: alone(pair.weak), strong: alone(pair.strong) };
}

/** What the rows come to when each is answered by the slot that it is given. Every label must know its slot. */
export function outcomesOf(
  labels: readonly Label[],
  slotOf: (index: number) => string,
  { weak, strong }: ModelPair,
  axis: QualityAxis,
): Outcomes {
  const quality = new Float64Array(labels.length);
  const cost = new Float64Array(labels.length);
  const use = new Float64Array(labels.length);
  labels.forEach((label, index) => {
    const slot = slotOf(index);
    quality[index] = label.quality.get(slot) ?? Number.NaN;
    cost[index] = label.costUsd.get(slot) ?? Number.NaN;
    use[index] =
      axis === 'cost' ? (cost[index] ?? 0) : Number(axis === 'strong_calls' ? slot === strong : slot !== weak);
  });
  return { quality, cost: cost.some(Number.isNaN) ? undefined : cost, use };
}

export interface PairMeans {
  readonly weak: Means;
  readonly strong: Means;
}

export interface Means {
  readonly quality: number;
  readonly use: number;
}

/** Means over the rows, each counted as often as its weight says. */
export function meansOf({ quality, use }: Outcomes, weights?: Float64Array): Means {
  let [count, qualities, uses] = [0, 0, 0];
  for (let index = 0; index < quality.length; index += 1) {
    const weight = weights === undefined ? 1 : (weights[index] ?? 0);
    count += weight;
    qualities += weight * (quality[index] ?? 0);
    uses += weight * (use[index] ?? 0);
  }
  return { quality: qualities / count, use: uses / count };
}

/** Where a way of routing stands between the weak model alone and the strong one alone. */
export function pointOf({ quality, use }: Means, { weak, strong }: PairMeans): { use: number; pgr: number } {
  return {
    use: (use - weak.use) / (strong.use - weak.use),
    pgr: (quality - weak.quality) / (strong.quality - weak.quality),
  };
}
