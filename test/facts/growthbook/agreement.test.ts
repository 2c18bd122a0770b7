import { describe, expect, it } from 'vitest';
import { compareWithGrowthBook } from './compare.js';

/** `npm run growthbook` compares 100,000. */
const users = 2_000;

describe("assignments and GrowthBook's SDK", () => {
  it('agree on 20 experiments with coverage, namespaces and holdouts, for keys of any script', async () => {
    const { assignments, inAnArm, differences } = await compareWithGrowthBook(users);
    expect(differences).toEqual([]);
    expect(assignments).toBe(users * 20);
    expect(inAnArm / assignments).toBeGreaterThan(0.4);
    expect(inAnArm / assignments).toBeLessThan(0.8);
  });
});
