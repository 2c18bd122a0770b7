import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';

/** What takes a threshold in that a value stands at exactly and that `below` or `above` leaves out. */
export function thresholdHint(comparison: Comparison, reading: Reading | undefined): string | undefined {
  if (comparison.operator !== 'below' && comparison.operator !== 'above') return undefined;
  if (reading?.known !== true || reading.value !== comparison.value) return undefined;
  const inclusive = comparison.operator === 'below' ? 'at_most' : 'at_least';
  return `${comparison.operator} leaves ${comparison.value} itself out; ${inclusive} takes it in`;
}
