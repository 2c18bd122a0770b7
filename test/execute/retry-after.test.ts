import { describe, expect, it } from 'vitest';
import { retryAfterOf } from '../../src/execute/retry-after.js';

const now = Date.UTC(2026, 2, 2, 9, 0, 0);

describe('retryAfterOf', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '3' }, 3000],
    ['fractions of seconds', { 'retry-after': ' 0.5 ' }, 500],
    ['milliseconds before seconds', { 'retry-after-ms': '120', 'retry-after': '3' }, 120],
    ['an HTTP date', { 'retry-after': 'Mon, 02 Mar 2026 09:00:07 GMT' }, 7000],
    ['a date in the past as now', { 'retry-after': 'Mon, 02 Mar 2026 08:00:00 GMT' }, 0],
    ['zero as zero', { 'retry-after': '0' }, 0],
    ['a negative number as nothing', { 'retry-after': '-5' }, undefined],
    ['words as nothing', { 'retry-after': 'soon' }, undefined],
    ['an absurd number as nothing', { 'retry-after': '9'.repeat(40) }, undefined],
    ['an empty header as nothing', { 'retry-after': '' }, undefined],
    ['milliseconds that are none as absent', { 'retry-after-ms': 'x', 'retry-after': '1' }, 1000],
    ['no header as nothing', {}, undefined],
  ])('reads %s', (_, headers, expected) => {
    expect(retryAfterOf(headers, now)).toBe(expected);
  });
});
