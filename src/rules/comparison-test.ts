import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import type { FactScalar, FactValue } from '../policy/fact-domain.js';
import type { Truth } from './truth.js';

/** A comparison made ready: sets are built once, at load. */
export interface ComparisonTest {
  readonly comparison: Comparison;
  /** Unknown for an unknown reading, except that `exists` knows a missing value, or arm. */
  readonly truth: (reading: Reading) => Truth;
}

export function prepareComparison(comparison: Comparison): ComparisonTest {
  if (comparison.operator === 'exists') {
    const wanted = comparison.value;
    return { comparison, truth: (reading) => existence(reading, wanted) };
  }
  const holds = predicateOf(comparison);
  return { comparison, truth: (reading) => (reading.known ? holds(reading.value) : undefined) };
}

const prepared = new WeakMap<Comparison, ComparisonTest>();

/** What a comparison comes to for a reading; it is made ready once, however often it is asked. */
export function truthOfComparison(comparison: Comparison, reading: Reading): Truth {
  let test = prepared.get(comparison);
  if (test === undefined) {
    test = prepareComparison(comparison);
    prepared.set(comparison, test);
  }
  return test.truth(reading);
}

function existence(reading: Reading, wanted: boolean): Truth {
  if (reading.known) return wanted;
  return reading.reason === 'missing' || reading.reason === 'left_out' ? !wanted : undefined;
}

type ValueComparison = Exclude<Comparison, { operator: 'exists' }>;

function predicateOf(comparison: ValueComparison): (value: FactValue) => boolean {
  switch (comparison.operator) {
    case 'is':
      return (value) => value === comparison.value;
    case 'is_not':
      return (value) => value !== comparison.value;
    case 'one_of': {
      const set = new Set<FactValue>(comparison.value);
      return (value) => set.has(value);
    }
    case 'none_of': {
      const set = new Set<FactValue>(comparison.value);
      return (value) => !set.has(value);
    }
    case 'below':
      return numeric((value) => value < comparison.value);
    case 'at_most':
      return numeric((value) => value <= comparison.value);
    case 'above':
      return numeric((value) => value > comparison.value);
    case 'at_least':
      return numeric((value) => value >= comparison.value);
    case 'between': {
      const [low, high] = comparison.value;
      return numeric((value) => low <= value && value <= high);
    }
    case 'starts_with':
      return (value) => typeof value === 'string' && value.startsWith(comparison.value);
    case 'ends_with':
      return (value) => typeof value === 'string' && value.endsWith(comparison.value);
    case 'contains':
      return (value) => (typeof value === 'string' || Array.isArray(value)) && value.includes(comparison.value);
    default:
      return comparison satisfies never;
  }
}

function numeric(holds: (value: number) => boolean): (value: FactValue) => boolean {
  return (value) => typeof value === 'number' && holds(value);
}

const phrases: Record<Comparison['operator'], string> = {
  is: 'is',
  is_not: 'is not',
  one_of: 'is one of',
  none_of: 'is none of',
  below: 'is below',
  at_most: 'is at most',
  above: 'is above',
  at_least: 'is at least',
  between: 'is between',
  starts_with: 'starts with',
  ends_with: 'ends with',
  contains: 'contains',
  exists: 'exists',
};

/** A comparison in words: `tokens is below 500`, `not (task is one of reason, code)`. */
export function describeComparison(comparison: Comparison, negated = false): string {
  const words = `${comparison.fact} ${phrase(comparison)}`;
  return negated ? `not (${words})` : words;
}

function phrase(comparison: Comparison): string {
  const words = phrases[comparison.operator];
  switch (comparison.operator) {
    case 'exists':
      return comparison.value ? 'exists' : 'does not exist';
    case 'between':
      return `${words} ${comparison.value[0]} and ${comparison.value[1]}`;
    case 'one_of':
    case 'none_of':
      return `${words} ${comparison.value.map(quoteScalar).join(', ')}`;
    default:
      return `${words} ${quoteScalar(comparison.value)}`;
  }
}

/** Plain where it reads well, quoted where spaces or commas would blur it. */
function quoteScalar(value: FactScalar): string {
  return typeof value === 'string' && !/^[\w.:/@-]+$/.test(value) ? JSON.stringify(value) : String(value);
}
