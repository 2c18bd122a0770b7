import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetWindow, type WindowLength } from '../../src/usage/budget-window.js';

const lengths = ['minute', 'hour', 'day', 'week', 'month'] as const;
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Beirut',
  'Pacific/Apia',
  'America/Sao_Paulo',
];

function shown(length: WindowLength, timezone: string, at: string): readonly string[] {
  const { start, end } = budgetWindow(length, timezone, Date.parse(at));
  return [start, end].map((moment) => new Date(moment).toISOString().replace('.000', ''));
}

describe('the window of a budget', () => {
  it.each([
    ['minute', 'UTC', '2026-03-02T09:10:11.123Z', '2026-03-02T09:10:00Z', '2026-03-02T09:11:00Z'],
    ['hour', 'Asia/Kolkata', '2026-03-02T09:10:00Z', '2026-03-02T08:30:00Z', '2026-03-02T09:30:00Z'],
    ['day', 'UTC', '2026-03-02T23:59:59.999Z', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'],
    ['day', 'America/New_York', '2026-03-02T03:00:00Z', '2026-03-01T05:00:00Z', '2026-03-02T05:00:00Z'],
    ['week', 'UTC', '2026-03-01T12:00:00Z', '2026-02-23T00:00:00Z', '2026-03-02T00:00:00Z'],
    ['month', 'Europe/Berlin', '2026-02-28T23:30:00Z', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    ['month', 'UTC', '2024-02-29T00:00:00Z', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
  ] as const)('of a %s in %s at %s', (length, zone, at, start, end) => {
    expect(shown(length, zone, at)).toEqual([start, end]);
  });

  it('has 23 or 25 hours on the days when the clocks change', () => {
    const hours = (at: string) => {
      const { start, end } = budgetWindow('day', 'Europe/Berlin', Date.parse(at));
      return (end - start) / 3_600_000;
    };
    expect(hours('2026-03-29T12:00:00Z')).toBe(23);
    expect(hours('2026-10-25T12:00:00Z')).toBe(25);
  });

  it('begins where the clocks skip to, when they skip midnight', () => {
    expect(shown('day', 'Africa/Cairo', '2026-04-24T10:00:00Z')[0]).toBe('2026-04-23T22:00:00Z');
    expect(shown('day', 'Asia/Beirut', '2026-03-29T10:00:00Z')[0]).toBe('2026-03-28T22:00:00Z');
  });

  it('holds its moment, and the next begins where it ends', () => {
    const moment = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...lengths), fc.constantFrom(...zones), moment, (length, zone, now) => {
        const { start, end } = budgetWindow(length, zone, now);
        expect(start <= now && now < end).toBe(true);
        expect(budgetWindow(length, zone, start)).toEqual({ start, end });
        expect(budgetWindow(length, zone, end - 1)).toEqual({ start, end });
        expect(budgetWindow(length, zone, end).start).toBe(end);
      }),
      { numRuns: 500 },
    );
  });
});
