import { type Reading, readingOf } from '../facts/reading.js';
import type { Decision } from './decision.js';

/** The facts as a decision tells that it read them. */
export function readingsOfDecision({ facts, unknown }: Decision): ReadonlyMap<string, Reading> {
  return new Map<string, Reading>([
    ...Object.entries(facts).map(([fact, value]) => [fact, readingOf(value)] as const),
    ...unknown.map(({ fact, ...reading }) => [fact, { known: false, ...reading }] as const),
  ]);
}
