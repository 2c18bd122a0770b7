/**
 * What is known of one arm and one metric: sums over its units. A unit, such as a user, has a weight n (its requests)
 * and a total y (what they cost); the metric is the ratio of the sums. Nothing else of the units is needed, so an arm of
 * a million users is six numbers.
 */
export interface RatioSums {
  /** Units with a weight above 0. */
  readonly units: number;
  /** Σ n */
  readonly weight: number;
  /** Σ y */
  readonly total: number;
  /** Σ n² */
  readonly weightSquares: number;
  /** Σ y² */
  readonly totalSquares: number;
  /** Σ n·y */
  readonly products: number;
}

export interface RatioEstimate {
  /** Σ y / Σ n */
  readonly value: number;
  /** Of the value, over repetitions in which other units come. */
  readonly variance: number;
}

/**
 * The ratio and, by the delta method, its variance: units are independent of each other, requests of one unit are not.
 * Source: Deng, Knoblich, Lu, "Applying the Delta Method in Metric Analytics" (KDD 2018), section 2.2.
 * `farEnds` adds requests at the far end of a scale to the variance only: see rareEvents.
 * Undefined below two units.
 */
export function estimateRatio(sums: RatioSums, farEnds = 0): RatioEstimate | undefined {
  const { units, weight, total } = sums;
  if (units < 2 || weight <= 0) return undefined;
  const value = total / weight;
  const residues = sums.totalSquares - 2 * value * sums.products + value ** 2 * sums.weightSquares;
  // What is 0 exactly, as when all requests cost the same, comes out as a rounding error of either sign.
  const squares = residues > sums.totalSquares * 1e-12 ? residues : 0;
  return { value, variance: ((units / (units - 1)) * squares + farEnds) / weight ** 2 };
}

/** How many units of equal weight would be as good: few, when a few units carry most of the weight. */
export function effectiveUnits({ weight, weightSquares }: RatioSums): number {
  return weightSquares === 0 ? 0 : weight ** 2 / weightSquares;
}

/**
 * A rate, or a score from 0 to 1, that was the same for every request so far has variance 0, and an interval of width 0
 * would be believed. Three more requests at the far end of the scale, in the variance only, make the interval about as
 * wide as the rule of three says, and are lost among many events.
 */
export const rareEvents = 3;

/** The sums of units that are given one by one; for tests and simulations. */
export function ratioSumsOf(units: Iterable<{ readonly n: number; readonly y: number }>): RatioSums {
  const sums = { units: 0, weight: 0, total: 0, weightSquares: 0, totalSquares: 0, products: 0 };
  for (const { n, y } of units) {
    if (n <= 0) continue;
    sums.units += 1;
    sums.weight += n;
    sums.total += y;
    sums.weightSquares += n * n;
    sums.totalSquares += y * y;
    sums.products += n * y;
  }
  return sums;
}
