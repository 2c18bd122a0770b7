import { seededRandom } from '../seeded-random.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Resamples of the rows; enough for ends that are steady in the second digit. */
const resamples = 400;

/**
 * Intervals that hold 95 % of what the figures come to when the rows are drawn again, by the percentile method. A row is
 * drawn Poisson(1) times, which for many rows is drawing with replacement. A figure that is NaN in a resample is left
 * out of it; one that is NaN in too many has no interval.
 */
export function bootstrap(
  rows: number,
  figures: (weights: Float64Array) => readonly number[],
  seed = 1,
): readonly (Interval | undefined)[] {
  const random = seededRandom(seed);
  const weights = new Float64Array(rows);
  const drawn: number[][] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let row = 0; row < rows; row += 1) weights[row] = poisson(random());
    figures(weights).forEach((figure, index) => {
      const values = drawn[index] ?? [];
      drawn[index] = values;
      if (Number.isFinite(figure)) values.push(figure);
    });
  }
  return drawn.map(intervalOf);
}

function intervalOf(values: readonly number[]): Interval | undefined {
  if (values.length < resamples * 0.95) return undefined;
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
}

/** A Poisson variable of mean 1 by inversion. */
function poisson(uniform: number): number {
  let mass = Math.exp(-1);
  let below = mass;
  let count = 0;
  while (uniform >= below && count < 20) {
    count += 1;
    mass /= count;
    below += mass;
  }
  return count;
}
