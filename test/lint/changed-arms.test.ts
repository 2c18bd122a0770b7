import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armRanges } from '../../src/facts/bucket-arms.js';
import { bucketOf } from '../../src/facts/growthbook-hash.js';
import { changedArms } from '../../src/lint/changed-arms.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
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

describe('an experiment edited in flight', () => {
  const halves = arms(['a', 50], ['b', 50]);

  it.each([
    [
      'a coverage that is narrowed',
      `seed: s, ${halves}, coverage: 60`,
      `seed: s, ${halves}, coverage: 20`,
      'the coverage of "trial" changed and its seed did not: 40 % of keys move (20 % from a to no arm, 20 % from b to no arm)',
    ],
    [
      'a namespace whose range is moved',
      `seed: s, ${halves}, namespace: { name: n, range: [0, 50] }`,
      `seed: s, ${halves}, namespace: { name: n, range: [30, 80] }`,
      'the namespace of "trial" changed and its seed did not: 30 % of keys move (15 % from a to no arm, 15 % from b to no arm)',
    ],
    [
      'another namespace',
      `seed: s, ${halves}, namespace: { name: n, range: [0, 50] }`,
      `seed: s, ${halves}, namespace: { name: m, range: [0, 50] }`,
      'the namespace of "trial" changed and its seed did not: 25 % of keys move (12.5 % from a to no arm, 12.5 % from b to no arm)',
    ],
    [
      'a seed and nothing else',
      `seed: s, ${halves}`,
      `seed: t, ${halves}`,
      'the seed of "trial" changed and nothing else: 50 % of keys move (25 % from a to b, 25 % from b to a)',
    ],
  ])('is told of: %s', async (_, before, after, message) => {
    expect(await messages(before, after)).toEqual([`arms-changed: ${message}`]);
  });

  it('is told of another key', async () => {
    const after = await policyWith(`seed: s, ${halves}`);
    const trial = after.facts.get('trial')!;
    const moved = { ...trial, declaration: { ...trial.declaration, key: 'team.id' } as BucketFact };
    const found = changedArms(after, { ...after, facts: new Map([['trial', moved]]) });
    expect(found.map(({ message }) => message)).toEqual([
      'the key of "trial" changed and its seed did not: 50 % of keys move (25 % from a to b, 25 % from b to a)',
    ]);
  });

  it('is none for who stays by the store, unless an arm is gone', async () => {
    const sticky = `${old}, sticky: true`;
    expect(await messages(sticky, `seed: s, ${arms(['a', 20], ['b', 80])}, coverage: 10, sticky: true`)).toEqual([]);
    expect(await messages(sticky, `seed: s, ${arms(['a', 90], ['c', 10])}, sticky: true`)).toHaveLength(1);
  });

  it('is told of a holdout that comes in between', async () => {
    const withHoldout = (holdout: string): Promise<Policy> =>
      policyWith(
        `seed: s, ${halves}${holdout} }\n  q1: { from: bucket, key: user.id, seed: q, ${arms(['held', 10], ['general', 90])}`,
      );
    const found = changedArms(await withHoldout(''), await withHoldout(', holdout: { fact: q1, arm: held }'));
    expect(found.map(({ message }) => message)).toEqual([
      'the holdout of "trial" changed and its seed did not: 10 % of keys move (5 % from a to no arm, 5 % from b to no arm)',
    ]);
  });

  it('is told of a rollout that is narrowed, and not of one that grows', async () => {
    const rolled = async (percent: number): Promise<Policy> =>
      (
        await compileText(`${basics}facts: { task: { from: attribute, path: task } }
rules: [{ id: a, when: { task: x }, rollout: { percent: ${percent}, key: user.id }, then: deep }]
default: quick
`)
      ).policy;
    expect(changedArms(await rolled(10), await rolled(60))).toEqual([]);
    expect(changedArms(await rolled(60), await rolled(10))).toMatchObject([
      { code: 'arms-changed', message: 'the rollout of "a" was narrowed: 50 % of keys move (50 % from new to old)' },
    ]);
  });

  it('is told of a policy whose rollout is narrowed, or starts with other keys', () => {
    const rollout = (fields: string): Policy => {
      const text = `${basics}rules: []\ndefault: quick\n`;
      const { policy, diagnostics } = parsePolicy(
        `${text}rollout: { key: user.id, previous: before/p.yaml, ${fields} }\n`,
        { readInclude: () => text },
      );
      if (policy === undefined) throw new Error(diagnostics[0]?.message);
      return policy;
    };
    const told = (before: string, after: string) =>
      changedArms(rollout(before), rollout(after)).map(({ message, place }) => `${place.line > 1} ${message}`);
    expect(told('percent: 10', 'percent: 60')).toEqual([]);
    expect(told('percent: 60', 'percent: 10')).toEqual([
      expect.stringMatching(/^true the rollout of "\w+" was narrowed: 50 % of keys move \(50 % from new to old\)$/),
    ]);
    expect(told('percent: 20, seed: a', 'percent: 20, seed: b')).toHaveLength(1);
  });
});
