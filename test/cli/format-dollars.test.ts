import { describe, expect, it } from 'vitest';
import { formatDollars } from '../../src/cli/format-dollars.js';

describe('dollars', () => {
  it.each([
    [0, '$0'],
    [12.345, '$12.35'],
    [0.5, '$0.500'],
    [0.0477, '$0.0477'],
    [0.00000345, '$0.00000345'],
    [0.0999999, '$0.100'],
  ])('of %d have the digits they need', (usd, text) => {
    expect(formatDollars(usd)).toBe(text);
  });
});
