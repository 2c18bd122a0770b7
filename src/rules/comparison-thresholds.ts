import type { Comparison } from '../policy/condition.js';

/** The numbers at which a comparison turns. */
export function comparisonThresholds(comparison: Comparison): readonly number[] {
  switch (comparison.operator) {
    case 'below':
    case 'at_most':
    case 'above':
    case 'at_least':
      return [comparison.value];
    case 'between':
      return [...new Set(comparison.value)];
    default:
      return [];
  }
}
