import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultExecutionSettings } from '../../src/execute/execution-settings.js';
import { type FailureConsequence, failureClasses, failureConsequences } from '../../src/execute/failure-class.js';

const page = readFileSync(new URL('../../docs/failures.md', import.meta.url), 'utf8');

interface Row {
  readonly name: string;
  readonly signals: string;
  readonly sameTarget: string;
  readonly nextTarget: string;
  readonly breaker: string;
  readonly status: string;
}

const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [name = '', signals = '', sameTarget = '', nextTarget = '', breaker = '', status = ''] = line
      .slice(2, -2)
      .split(' | ');
    return { name: name.replaceAll('`', ''), signals, sameTarget, nextTarget, breaker, status };
  });

const consequenceOf = ({ name }: Row): FailureConsequence =>
  failureConsequences[name as keyof typeof failureConsequences];

describe('docs/failures.md', () => {
  it('has a row for every class, in the order in which they are checked', () => {
    expect(rows.map(({ name }) => name)).toEqual([...failureClasses]);
  });

  it('says by what each class is known, and with which status it is answered', () => {
    for (const row of rows) {
      const { signals, httpStatus, blamesRequest } = consequenceOf(row);
      expect(row.signals).toBe(signals);
      expect(row.status).toBe(blamesRequest ? `${httpStatus}, or the provider's own` : `${httpStatus}`);
    }
  });

  it.each(['sameTarget', 'nextTarget', 'breaker'] as const)('has words of its own for every %s', (column) => {
    const words = (row: Row): string => row[column].replace(' 🔔', '');
    const pairs = new Set(rows.map((row) => `${consequenceOf(row)[column]} = ${words(row)}`));
    expect(pairs.size).toBe(new Set(rows.map((row) => consequenceOf(row)[column])).size);
    expect(pairs.size).toBe(new Set(rows.map(words)).size);
    expect([...pairs].filter((pair) => /^(?:never|ignores) = (?!no$|does not count$)/.test(pair))).toEqual([]);
  });

  it('marks the classes that raise an alarm', () => {
    const marked = rows.filter(({ breaker }) => breaker.includes('🔔'));
    expect(marked.map(({ name }) => name)).toEqual(failureClasses.filter((name) => failureConsequences[name].alarm));
  });

  it('states the defaults', () => {
    const { retry, fallback } = defaultExecutionSettings;
    expect(page).toContain(`Attempts at one model: ${retry.attempts}, `);
    expect(page).toContain(`after ${[...fallback.on].map((name) => `\`${name}\``).join(', ')}.`);
  });
});
