import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import type { FactScalar } from '../policy/fact-domain.js';
import { type ClassRuns, runsOf, runsWithout } from './class-runs.js';
import { prepareComparison } from './comparison-test.js';
import { SortedReadings } from './sorted-readings.js';
import type { Truth } from './truth.js';

/** Some readings of a fact, by their numbers: those for which a comparison is true, false and unknown. */
export interface ReadingTruths {
  readonly holding: ClassRuns;
  readonly failing: ClassRuns;
  readonly unknown: ClassRuns;
}

/**
 * Tells for which of many readings of a fact a comparison holds, without asking each of them: a large policy makes
 * thousands of comparisons on a fact that has thousands of classes.
 */
export class ReadingIndex {
  readonly #readings: readonly Reading[];
  readonly #known: ClassRuns;
  readonly #unknown: ClassRuns;
  readonly #byValue = new Map<unknown, number[]>();
  readonly #numbers: SortedReadings<number>;
  /** Texts, and texts read backwards; made when first asked for. */
  #texts: SortedReadings<string> | undefined;
  #backwards: SortedReadings<string> | undefined;

  constructor(readings: readonly Reading[]) {
    this.#readings = readings;
    this.#known = runsOf(readings.flatMap(({ known }, index) => (known ? index : [])));
    this.#unknown = runsWithout(readings.length === 0 ? [] : [0, readings.length], this.#known);
    for (const [index, reading] of readings.entries()) {
      if (!reading.known) continue;
      const same = this.#byValue.get(reading.value);
      if (same === undefined) this.#byValue.set(reading.value, [index]);
      else same.push(index);
    }
    this.#numbers = new SortedReadings(this.#valuesOf((value) => (typeof value === 'number' ? value : undefined)));
  }

  truths(comparison: Comparison): ReadingTruths {
    const { operator } = comparison;
    const named = this.#named(comparison);
    if (named === undefined) return this.#asked(comparison);
    const failing = operator === 'is_not' || operator === 'none_of';
    const others = runsWithout(this.#known, named);
    return { holding: failing ? others : named, failing: failing ? named : others, unknown: this.#unknown };
  }

  /** Those that the value of a comparison stands for; undefined where each has to be asked. */
  #named(comparison: Comparison): ClassRuns | undefined {
    switch (comparison.operator) {
      case 'is':
      case 'is_not':
        return this.#equal([comparison.value]);
      case 'one_of':
      case 'none_of':
        return this.#equal(comparison.value);
      case 'below':
        return this.#numbers.range(none, (value) => value < comparison.value);
      case 'at_most':
        return this.#numbers.range(none, (value) => value <= comparison.value);
      case 'above':
        return this.#numbers.range((value) => value <= comparison.value, every);
      case 'at_least':
        return this.#numbers.range((value) => value < comparison.value, every);
      case 'between': {
        const [low, high] = comparison.value;
        return this.#numbers.range(
          (value) => value < low,
          (value) => value <= high,
        );
      }
      case 'starts_with':
        return this.#starting(this.#forwardTexts(), comparison.value);
      case 'ends_with':
        return this.#starting(this.#backwardTexts(), reversed(comparison.value));
      case 'contains':
      case 'exists':
        return undefined;
      default:
        return comparison satisfies never;
    }
  }

  #equal(values: readonly FactScalar[]): ClassRuns {
    return runsOf(values.flatMap((value) => this.#byValue.get(value) ?? []).toSorted((a, b) => a - b));
  }

  #starting(texts: SortedReadings<string>, start: string): ClassRuns {
    return texts.range(
      (text) => text < start,
      (text) => text.startsWith(start),
    );
  }

  #asked(comparison: Comparison): ReadingTruths {
    const { truth } = prepareComparison(comparison);
    const truths = this.#readings.map(truth);
    const where = (wanted: Truth): ClassRuns =>
      runsOf(truths.flatMap((found, index) => (found === wanted ? index : [])));
    return { holding: where(true), failing: where(false), unknown: where(undefined) };
  }

  #forwardTexts(): SortedReadings<string> {
    this.#texts ??= new SortedReadings(this.#valuesOf((value) => (typeof value === 'string' ? value : undefined)));
    return this.#texts;
  }

  #backwardTexts(): SortedReadings<string> {
    this.#backwards ??= new SortedReadings(
      this.#valuesOf((value) => (typeof value === 'string' ? reversed(value) : undefined)),
    );
    return this.#backwards;
  }

  #valuesOf<T>(pick: (value: unknown) => T | undefined): readonly (readonly [T, number])[] {
    return this.#readings.flatMap((reading, index) => {
      const value = reading.known ? pick(reading.value) : undefined;
      return value === undefined ? [] : [[value, index] as const];
    });
  }
}

/** By UTF-16 code units, as texts are compared. */
function reversed(text: string): string {
  return text.split('').reverse().join('');
}

function none(): boolean {
  return false;
}

function every(): boolean {
  return true;
}
