import { describe, expect, it } from 'vitest';
import { formatValue, shorten } from '../../src/diagnostics/format-value.js';

describe('a value in words', () => {
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

  it('shortens to one line, between characters', () => {
    expect(shorten('  a\n b ', 10)).toBe('a b');
    expect(shorten('🐎🐎🐎', 2)).toBe('🐎…');
  });
});
