import { NamedValue, type Reading, type ValueNumbers } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import type { FactValue } from '../policy/fact-domain.js';
import { prepareComparison } from './comparison-test.js';

/** Numbers the classes of a fact. */
export interface FactClassifier {
  /**
   * Two readings with the same number have the same truth under every comparison that is made on the fact. (The reverse
   * need not hold: a class may have several numbers.) Undefined when there are too many.
   */
  classOf(reading: Reading): number | undefined;
  /** How many numbers there are at most. */
  readonly count: number;
}

const missing = 0;
const otherUnknown = 1;
const firstKnown = 2;

/** Combinations of results that are numbered; a fact with more is one whose decisions are not worth remembering. */
const mostCombinations = 10_000;

/** A classifier for a fact under these comparisons: a map for values, binary search for thresholds, else the results themselves. */
export function createFactClassifier(comparisons: readonly Comparison[]): FactClassifier {
  const known = classesOfKnown(comparisons.filter(({ operator }) => operator !== 'exists'));
  return new Classifier(known);
}

/** Numbers the classes of known values, from 0; undefined when there are too many. */
interface KnownClasses extends ValueNumbers {
  readonly count: number;
}

class Classifier implements FactClassifier {
  readonly count: number;
  readonly #known: KnownClasses;

  constructor(known: KnownClasses) {
    this.count = firstKnown + known.count;
    this.#known = known;
  }

  classOf(reading: Reading): number | undefined {
    if (!reading.known) return reading.reason === 'missing' || reading.reason === 'left_out' ? missing : otherUnknown;
    const number = reading instanceof NamedValue ? reading.numberBy(this.#known) : this.#known.numberOf(reading.value);
    return number === undefined ? undefined : firstKnown + number;
  }
}

function classesOfKnown(comparisons: readonly Comparison[]): KnownClasses {
  if (comparisons.every(namesValues)) return new ValueClasses(comparisons);
  if (comparisons.every(({ value }) => [value].flat().every((each) => typeof each === 'number')))
    return new ThresholdClasses(comparisons);
  return new ResultClasses(comparisons);
}

function namesValues({ operator }: Comparison): boolean {
  return operator === 'is' || operator === 'is_not' || operator === 'one_of' || operator === 'none_of';
}

/** One class for each value that is named, one for all others. */
class ValueClasses implements KnownClasses {
  readonly #classes = new Map<unknown, number>();

  constructor(comparisons: readonly Comparison[]) {
    for (const { value } of comparisons) {
      if (!Array.isArray(value)) this.#add(value);
      else for (const each of value) this.#add(each);
    }
  }

  #add(value: unknown): void {
    if (!this.#classes.has(value)) this.#classes.set(value, this.#classes.size + 1);
  }

  get count(): number {
    return this.#classes.size + 1;
  }

  numberOf(value: FactValue): number {
    return this.#classes.get(value) ?? 0;
  }
}

/** One class for each number that is named, one for each gap between two and beyond the ends. */
class ThresholdClasses implements KnownClasses {
  readonly #thresholds: readonly number[];

  constructor(comparisons: readonly Comparison[]) {
    const numbers = comparisons.flatMap(({ value }) => value).filter((value) => typeof value === 'number');
    this.#thresholds = [...new Set(numbers)].toSorted((a, b) => a - b);
  }

  get count(): number {
    return 2 * this.#thresholds.length + 2;
  }

  numberOf(value: FactValue): number {
    const thresholds = this.#thresholds;
    if (typeof value !== 'number') return 2 * thresholds.length + 1;
    let low = 0;
    let high = thresholds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((thresholds[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return thresholds[low] === value ? 2 * low + 1 : 2 * low;
  }
}

/** One class for each combination of results that has been seen. */
class ResultClasses implements KnownClasses {
  readonly count = mostCombinations;
  readonly #tests;
  readonly #classes = new Map<string, number>();

  constructor(comparisons: readonly Comparison[]) {
    this.#tests = comparisons.map(prepareComparison);
  }

  numberOf(value: FactValue): number | undefined {
    const reading: Reading = { known: true, value };
    const results = this.#tests.map((test) => (test.truth(reading) === true ? '1' : '0')).join('');
    const known = this.#classes.get(results);
    if (known !== undefined || this.#classes.size >= mostCombinations) return known;
    this.#classes.set(results, this.#classes.size);
    return this.#classes.size - 1;
  }
}
