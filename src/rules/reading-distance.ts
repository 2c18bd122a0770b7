import type { Reading } from '../facts/reading.js';
import type { FactValue } from '../policy/fact-domain.js';

/**
 * How far one reading is from another. Numbers and lists that differ a little are nearer than values of other kinds,
 * which are all as far from each other; farthest is that a value be missing.
 */
export function readingDistance(from: Reading, to: Reading): number {
  if (!to.known) return from.known ? 2 : 0;
  if (!from.known) return 1;
  return from.value === to.value ? 0 : valueDistance(from.value, to.value);
}

function valueDistance(from: FactValue, to: FactValue): number {
  if (typeof from === 'number' && typeof to === 'number') {
    return belowOne(Math.abs(from - to) / Math.max(1, Math.abs(from)));
  }
  if (typeof from === 'object' && typeof to === 'object') {
    const added = to.filter((item) => !from.includes(item));
    const removed = from.filter((item) => !to.includes(item));
    return belowOne(added.length + removed.length);
  }
  return 1;
}

/** Keeps the order, below 1. */
function belowOne(distance: number): number {
  return distance / (distance + 1);
}
