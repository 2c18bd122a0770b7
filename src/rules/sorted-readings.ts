import { type ClassRuns, runsOf } from './class-runs.js';

/** Values of readings in ascending order, with the readings' numbers. */
export class SortedReadings<T extends number | string> {
  readonly #values: readonly T[];
  readonly #indexes: readonly number[];
  /** Whether the readings stand in this order themselves, one beside the other, as the classes of a number do. */
  readonly #consecutive: boolean;

  constructor(entries: readonly (readonly [value: T, index: number])[]) {
    const sorted = entries.toSorted(([a, first], [b, second]) => (a < b ? -1 : a > b ? 1 : first - second));
    this.#values = sorted.map(([value]) => value);
    this.#indexes = sorted.map(([, index]) => index);
    const begin = this.#indexes[0] ?? 0;
    this.#consecutive = this.#indexes.every((index, at) => index === begin + at);
  }

  /** Those from the first for which `isBefore` is no longer true, as long as `isWithin` is true, which may not come back. */
  range(isBefore: (value: T) => boolean, isWithin: (value: T) => boolean): ClassRuns {
    const start = this.#end(0, isBefore);
    const end = this.#end(start, isWithin);
    if (start === end) return [];
    if (!this.#consecutive) return runsOf(this.#indexes.slice(start, end).toSorted((a, b) => a - b));
    const begin = this.#indexes[0] ?? 0;
    return [begin + start, begin + end];
  }

  /** The first position from `low` on whose value does not hold. */
  #end(low: number, holds: (value: T) => boolean): number {
    let high = this.#values.length;
    let from = low;
    while (from < high) {
      const middle = (from + high) >>> 1;
      if (holds(this.#values[middle] as T)) from = middle + 1;
      else high = middle;
    }
    return from;
  }
}
