import { describe, expect, it } from 'vitest';
import { randomUuid } from '../src/random-uuid.js';

describe('a random UUID', () => {
  const ids = Array.from({ length: 10_000 }, randomUuid);

  it('is of version 4, and never the same', () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(ids.filter((id) => !form.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('draws every digit anew', () => {
    const at = (id: string, digit: number): string => id.replaceAll('-', '').charAt(digit);
    for (const digit of Array(32).keys()) {
      const counts = new Map<string, number>();
      for (const id of ids) counts.set(at(id, digit), (counts.get(at(id, digit)) ?? 0) + 1);
      const values = digit === 12 ? 1 : digit === 16 ? 4 : 16;
      expect(counts.size).toBe(values);
      // Ten standard deviations: by chance once in 10^23 runs.
      const expected = ids.length / values;
      for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(10 * Math.sqrt(expected));
      // Nothing is left of an id in the one that follows it, or in the one that is written in its place.
      for (const distance of [1, 16, 256]) {
        const same = ids.filter(
          (id, index) => index >= distance && at(id, digit) === at(ids[index - distance]!, digit),
        );
        expect(same.length / (ids.length - distance)).toBeLessThan(values === 1 ? 1.1 : 1.5 / values);
      }
    }
  });
});
