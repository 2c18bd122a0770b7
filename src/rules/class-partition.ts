import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import type { ClassRuns } from './class-runs.js';
import { InternedSets } from './interned-sets.js';
import { ReadingIndex } from './reading-index.js';

/** Puts readings into one class exactly when every comparison has the same truth for both; classes by their first reading. */
export function partitionReadings(
  readings: readonly Reading[],
  comparisons: readonly Comparison[],
): readonly (readonly Reading[])[] {
  const index = new ReadingIndex(readings);
  const distinct = new Map(comparisons.map((comparison) => [JSON.stringify(comparison), comparison]));
  const truths = [...distinct.values()].map((comparison) => index.truths(comparison));
  // Most comparisons have the same readings unknown: those are looked at once.
  const parts = [...new Set(truths.flatMap(({ holding, unknown }) => [holding, unknown]))];
  const classes = new Map<number, Reading[]>();
  for (const [number, set] of setsByNumber(readings.length, parts).entries()) {
    const reading = readings[number];
    const members = classes.get(set);
    if (reading === undefined) continue;
    if (members === undefined) classes.set(set, [reading]);
    else members.push(reading);
  }
  return [...classes.values()];
}

/** By number, in which parts it is. */
function setsByNumber(size: number, parts: readonly ClassRuns[]): readonly number[] {
  const changes: number[][] = [];
  for (const [part, runs] of parts.entries()) {
    for (const number of runs) {
      const here = changes[number];
      if (here === undefined) changes[number] = [part];
      else here.push(part);
    }
  }
  const sets = new InternedSets(parts.length);
  let set = sets.empty;
  return Array.from({ length: size }, (_, number) => {
    for (const part of changes[number] ?? []) set = sets.toggle(set, part);
    return set;
  });
}
