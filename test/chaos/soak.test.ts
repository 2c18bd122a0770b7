import { describe, expect, it } from 'vitest';
import { httpLeg } from './http-leg.js';
import { virtualLeg } from './virtual-leg.js';

describe('a soak on the virtual clock', () => {
  it('violates nothing, leaves nothing, and goes the same way with the same seed', async () => {
    const options = { seed: 7, requests: 400, concurrency: 32 };
    const [first, again] = [await virtualLeg(options), await virtualLeg(options)];
    expect(first.violations).toEqual([]);
    expect(first.openHandles).toBe(0);
    expect(Object.values(first.counts).reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(again.digest).toBe(first.digest);
    expect((await virtualLeg({ ...options, seed: 8, requests: 50 })).digest).not.toBe(first.digest);
  });

  it('meets every way in which a request can end', async () => {
    const { counts } = await virtualLeg({ seed: 1, requests: 1_000, concurrency: 64 });
    const { 'never ended': never, ...others } = counts;
    expect(never).toBe(0);
    expect(Object.values(others).every((count) => count > 10)).toBe(true);
  });
});

describe('a soak over HTTP, beside servers that send garbage', () => {
  it('violates nothing, and leaves no socket and no timer', async () => {
    const { violations, openHandles, counts } = await httpLeg({ seed: 7, requests: 60, concurrency: 12 });
    expect(violations).toEqual([]);
    expect(openHandles).toBe(0);
    expect(counts['served by first target']).toBeGreaterThan(0);
  });
});
