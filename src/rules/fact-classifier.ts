import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import { prepareComparison } from './comparison-test.js';

/**
 * Numbers the classes of a fact: two readings with the same number have the same truth under every comparison that is
 * made on the fact. (The reverse need not hold: a class may have several numbers.) Undefined when there are too many.
 */
export type FactClassifier = (reading: Reading) => number | undefined;

const missing = 0;
const otherUnknown = 1;
const firstKnown = 2;

/** Combinations of results that are numbered; a fact with more is one whose decisions are not worth remembering. */
const mostCombinations = 10_000;

/** A classifier for a fact under these comparisons: a map for values, binary search for thresholds, else the results themselves. */
export function createFactClassifier(comparisons: readonly Comparison[]): FactClassifier {
  const values = comparisons.filter(({ operator }) => operator !== 'exists');
  const known = classifierOfKnown(values);
  return (reading) => {
    if (!reading.known) return reading.reason === 'missing' || reading.reason === 'left_out' ? missing : otherUnknown;
    const number = known(reading);
    return number === undefined ? undefined : firstKnown + number;
  };
}

type KnownReading = Extract<Reading, { known: true }>;
type KnownClassifier = (reading: KnownReading) => number | undefined;

function classifierOfKnown(comparisons: readonly Comparison[]): KnownClassifier {
  if (comparisons.every(namesValues)) return byValue(comparisons);
  if (comparisons.every(({ value }) => [value].flat().every((each) => typeof each === 'number')))
    return byThreshold(comparisons);
  return byResults(comparisons);
}

function namesValues({ operator }: Comparison): boolean {
  return operator === 'is' || operator === 'is_not' || operator === 'one_of' || operator === 'none_of';
}

/** One class for each value that is named, one for all others. */
function byValue(comparisons: readonly Comparison[]): KnownClassifier {
  const classes = new Map<unknown, number>();
  for (const value of comparisons.flatMap((comparison) => comparison.value)) {
    if (!classes.has(value)) classes.set(value, classes.size + 1);
  }
  return ({ value }) => classes.get(value) ?? 0;
}

/** One class for each number that is named, one for each gap between two and beyond the ends. */
function byThreshold(comparisons: readonly Comparison[]): KnownClassifier {
  const numbers = comparisons.flatMap(({ value }) => value).filter((value) => typeof value === 'number');
  const thresholds = [...new Set(numbers)].toSorted((a, b) => a - b);
  return ({ value }) => {
    if (typeof value !== 'number') return 2 * thresholds.length + 1;
    let [low, high] = [0, thresholds.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((thresholds[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return thresholds[low] === value ? 2 * low + 1 : 2 * low;
  };
}

/** One class for each combination of results that has been seen. */
function byResults(comparisons: readonly Comparison[]): KnownClassifier {
  const tests = comparisons.map(prepareComparison);
  const classes = new Map<string, number>();
  return (reading) => {
    const results = tests.map((test) => (test.truth(reading) === true ? '1' : '0')).join('');
    const known = classes.get(results);
    if (known !== undefined || classes.size >= mostCombinations) return known;
    classes.set(results, classes.size);
    return classes.size - 1;
  };
}
