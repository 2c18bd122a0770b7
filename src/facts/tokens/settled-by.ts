import type { Comparison } from '../../policy/condition.js';

/** Whether a count is known well enough. */
export type IsSettled = (atLeast: number, atMost: number) => boolean;

/** Whether all counts in a range have the same truth under every one of these comparisons. */
export function settledBy(comparisons: readonly Comparison[]): IsSettled {
  const starts = [...new Set(comparisons.flatMap(startsOf))].toSorted((a, b) => a - b);
  // A range is settled when no other class starts in it, after its first count.
  return (atLeast, atMost) => {
    const next = starts.find((start) => start > atLeast);
    return next === undefined || next > atMost;
  };
}

/** The counts from which on a comparison has another truth than below. */
function startsOf(comparison: Comparison): readonly number[] {
  switch (comparison.operator) {
    case 'below':
    case 'at_least':
      return [Math.ceil(comparison.value)];
    case 'above':
    case 'at_most':
      return [Math.floor(comparison.value) + 1];
    case 'between':
      return [Math.ceil(comparison.value[0]), Math.floor(comparison.value[1]) + 1];
    case 'is':
    case 'is_not':
    case 'one_of':
    case 'none_of':
      return [comparison.value]
        .flat()
        .flatMap((value) => (Number.isInteger(value) ? [Number(value), Number(value) + 1] : []));
    case 'exists':
    case 'starts_with':
    case 'ends_with':
    case 'contains':
      return [];
    default:
      return comparison satisfies never;
  }
}
