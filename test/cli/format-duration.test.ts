import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../src/cli/format-duration.js';

describe('a duration', () => {
  it('is in the unit that reads best', () => {
    expect(formatDuration(999.4)).toBe('999 ms');
    expect(formatDuration(1234)).toBe('1.2 s');
  });
});
