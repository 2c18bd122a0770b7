import type { RatioSums } from '../../src/report/statistics/ratio-sums.js';

/** Sums over units that grow request by request, so that every day of a month can be looked at. */
export class RunningSums {
  readonly #n: Float64Array;
  readonly #y: Float64Array;
  readonly #arms: readonly [MutableSums, MutableSums] = [emptySums(), emptySums()];

  constructor(users: number) {
    this.#n = new Float64Array(users);
    this.#y = new Float64Array(users);
  }

  add(user: number, arm: 0 | 1, value: number): void {
    const n = this.#n[user] ?? 0;
    const y = this.#y[user] ?? 0;
    const sums = this.#arms[arm];
    if (n === 0) sums.units += 1;
    sums.weight += 1;
    sums.total += value;
    sums.weightSquares += 2 * n + 1;
    sums.totalSquares += (2 * y + value) * value;
    sums.products += n * value + y + value;
    sums.requestSquares += value * value;
    this.#n[user] = n + 1;
    this.#y[user] = y + value;
  }

  of(arm: 0 | 1): RequestSums {
    return { ...this.#arms[arm] };
  }
}

/** With the squares of single requests, for the interval that takes them for units. */
export type RequestSums = RatioSums & { readonly requestSquares: number };

type MutableSums = { -readonly [Key in keyof RequestSums]: RequestSums[Key] };

function emptySums(): MutableSums {
  return { units: 0, weight: 0, total: 0, weightSquares: 0, totalSquares: 0, products: 0, requestSquares: 0 };
}
