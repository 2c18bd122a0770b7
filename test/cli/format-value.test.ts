import { describe, expect, it } from 'vitest';
import { formatDuration, formatUsd, formatValue, shorten } from '../../src/cli/format-value.js';

describe('formatting', () => {
  it.each<[unknown, string]>([
    ['m/fast', 'm/fast'],
    ['two words', '"two words"'],
    [[], 'none'],
    [['a', 'b c'], 'a, "b c"'],
    [{ labels: ['private'] }, '{ labels: private }'],
    [null, 'none'],
    [false, 'false'],
  ])('writes %j as a person would', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it.each([
    [0, '$0'],
    [12.345, '$12.35'],
    [0.5, '$0.500'],
    [0.0477, '$0.0477'],
    [0.00000345, '$0.00000345'],
    [0.0999999, '$0.100'],
  ])('writes %d dollars with the digits it needs', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  it('writes durations in the unit that reads best', () => {
    expect(formatDuration(999.4)).toBe('999 ms');
    expect(formatDuration(1234)).toBe('1.2 s');
  });

  it('shortens to one line, between characters', () => {
    expect(shorten('  a\n b ', 10)).toBe('a b');
    expect(shorten('🐎🐎🐎', 2)).toBe('🐎…');
  });
});
