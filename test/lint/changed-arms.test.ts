import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armRanges } from '../../src/facts/bucket-arms.js';
import { bucketOf } from '../../src/facts/growthbook-hash.js';
import { changedArms } from '../../src/lint/changed-arms.js';
import type { Policy } from '../../src/policy/policy.js';
import type { BucketFact } from '../../src/policy/policy-document.generated.js';
import { basics, compileText } from '../support/policies.js';

async function policyWith(bucket: string, comment = ''): Promise<Policy> {
  const { policy } = await compileText(`${basics}facts:
  trial: { from: bucket, key: user.id, ${bucket} }${comment}
rules: [{ id: a, when: { trial: { exists: true } }, then: deep }]
default: quick
`);
  return policy;
}

const arms = (...shares: readonly [string, number][]): string =>
  `arms: [${shares.map(([name, percent]) => `{ name: ${name}, percent: ${percent} }`).join(', ')}]`;

async function messages(before: string, after: string, comment = ''): Promise<readonly string[]> {
  const found = changedArms(await policyWith(before), await policyWith(after, comment));
  return found.map(({ code, message }) => `${code}: ${message}`);
}

const old = `seed: s, ${arms(['a', 90], ['b', 10])}`;

describe('arms-changed', () => {
  it('says how many keys move, and from where to where', async () => {
    expect(await messages(old, `seed: s, ${arms(['a', 80], ['b', 20])}`)).toEqual([
      'arms-changed: the arms of "trial" changed and its seed did not: 10 % of keys move (10 % from a to b)',
    ]);
    expect(await messages(old, `seed: s, ${arms(['a', 50], ['c', 25], ['b', 25])}`)).toEqual([
      'arms-changed: the arms of "trial" changed and its seed did not: 40 % of keys move (25 % from a to c, 15 % from a to b)',
    ]);
  });

  it('says nothing with a new seed, of the same arms, and of a coverage that is widened', async () => {
    expect(await messages(old, `seed: t, ${arms(['a', 80], ['b', 20])}`)).toEqual([]);
    expect(await messages(old, old)).toEqual([]);
    expect(await messages(`${old}, coverage: 10`, `${old}, coverage: 50`)).toEqual([]);
  });

  it('can be silenced with a reason', async () => {
    const comment = ' # lint-ignore arms-changed: nobody has been assigned yet';
    expect(await messages(old, `seed: s, ${arms(['a', 80], ['b', 20])}`, comment)).toEqual([]);
  });

  it('counts the keys that the hash moves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(100), fc.nat(100), fc.integer({ min: 10, max: 100 }), async (first, second, coverage) => {
        const declare = (share: number): Pick<BucketFact, 'arms' | 'coverage'> => ({
          arms: [
            { name: 'a', percent: share },
            { name: 'b', percent: 100 - share },
          ],
          coverage,
        });
        const armOf = (share: number, key: string): string | undefined =>
          armRanges(declare(share)).find(({ from, to }) => bucketOf('s', key) >= from && bucketOf('s', key) < to)?.arm;
        const keys = Array.from({ length: 1000 }, (_, index) => `u-${index}`);
        const moved = keys.filter((key) => {
          const before = armOf(first, key);
          return before !== undefined && before !== armOf(second, key);
        });
        const text = (share: number): string =>
          `seed: s, coverage: ${coverage}, ${arms(['a', share], ['b', 100 - share])}`;
        const [message] = await messages(text(first), text(second));
        const told = Number(/([\d.]+) % of keys move/.exec(message ?? '')?.[1] ?? 0);
        expect(Math.abs(told - moved.length / 10)).toBeLessThan(6);
      }),
      { numRuns: 20 },
    );
  });
});
