import type { Fraction } from './coverage/measure-coverage.js';

/** A fraction in percent, rounded down to a tenth: 100 only when nothing is missing. Nothing of nothing is all. */
export function flooredPercent({ covered, total }: Fraction): number {
  return total === 0 ? 100 : Math.floor((covered * 1000) / total) / 10;
}

/** Whether a fraction is at least so many percent, exactly. */
export function reaches({ covered, total }: Fraction, percent: number): boolean {
  return covered * 100 >= percent * total;
}
