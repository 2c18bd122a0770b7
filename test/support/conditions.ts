import type { Place } from '../../src/diagnostics/place.js';
import type { CompiledFact, FactRequest } from '../../src/facts/fact-source.js';
import type { Reading } from '../../src/facts/reading.js';
import type { Comparison, Condition } from '../../src/policy/condition.js';
import { FactReadings } from '../../src/rules/fact-readings.js';

export const nowhere: Place = { file: 'test.yaml', pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };

export const known = (value: string | number | boolean | readonly string[]): Reading => ({ known: true, value });
export const missing: Reading = { known: false, reason: 'missing' };
export const failed: Reading = { known: false, reason: 'failed' };

export function compare(comparison: Comparison): Condition {
  return { kind: 'comparison', comparison, place: nowhere };
}

export function all(...conditions: readonly Condition[]): Condition {
  return { kind: 'all', conditions, place: nowhere };
}

export function any(...conditions: readonly Condition[]): Condition {
  return { kind: 'any', conditions, place: nowhere };
}

export function not(condition: Condition): Condition {
  return { kind: 'not', condition, place: nowhere };
}

export const anyRequest: FactRequest = {
  request: { body: { messages: [] }, attributes: {}, givenFacts: {} },
  now: 0,
  read: () => ({ known: false, reason: 'missing' }),
};

/** Readings of facts that have these values; `delay` makes some of them asynchronous. */
export function readingsOf(
  values: Readonly<Record<string, Reading>>,
  delay?: (fact: string) => Promise<void> | undefined,
): FactReadings {
  const facts = Object.entries(values).map(([name, reading]): [string, CompiledFact] => [
    name,
    {
      name,

      read: () => {
        const wait = delay?.(name);
        return wait === undefined ? reading : wait.then(() => reading);
      },
    },
  ]);
  return new FactReadings(new Map(facts), anyRequest);
}

/** The facts that were read, in the order of reading. */
export function namesRead(readings: FactReadings): readonly string[] {
  const names: string[] = [];
  for (let read = readings.first; read !== undefined; read = read.next) names.push(read.name);
  return names;
}
