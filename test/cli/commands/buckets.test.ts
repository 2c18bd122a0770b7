import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../../src/facts/growthbook-hash.js';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy, type Ran } from '../test-io.js';

const several = smallPolicy().replace(
  '  trial: {',
  `  q1: { from: bucket, key: user.id, seed: q1, arms: [{ name: held, percent: 10 }, { name: general, percent: 90 }] }
  "held": { from: bucket, key: user.id, seed: h, coverage: 50, namespace: { name: n, range: [0, 80], key: team }, holdout: { fact: q1, arm: held }, arms: [{ name: "10", percent: 30 }, { name: "2", percent: 70 }] }
  trial: {`,
);

async function buckets(argv: readonly string[], stdin?: string, files: Record<string, string> = {}): Promise<Ran> {
  const cwd = temporaryFolder({ 'policies/small.yaml': several, ...files });
  return policy(['buckets', ...argv], { cwd, ...(stdin !== undefined && { stdin }) });
}

const lines = ({ out }: Ran) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('policy buckets', () => {
  it('tells the arm of each key, in order, with its position and propensity', async () => {
    const ran = await buckets(['--experiment', 'trial', '--json'], 'u-1\nu-2\ncafé\n');
    expect(ran.code).toBe(0);
    expect(lines(ran)).toEqual(
      ['u-1', 'u-2', 'café'].map((key) => {
        const bucket = bucketOf('s', key);
        return { key, arm: bucket < 0.5 ? 'control' : 'treatment', bucket, propensity: 0.5 };
      }),
    );
  });

  it('reports keys that are missing, and assigns none of them', async () => {
    const ran = await buckets(['--experiment', 'trial', '--json'], 'u-1\n\n{"user":{}}\n{"user":{"id":"u-1"}}\n');
    const [first, blank, without, again] = lines(ran);
    expect(again).toEqual(first);
    for (const missing of [blank, without])
      expect(missing).toEqual({ key: null, arm: null, because: 'missing', detail: 'no user.id' });
    expect(ran.err).toContain('2 without a key, never assigned');
  });

  it('draws lines for people, and a key that cannot be seen as JSON', async () => {
    const { out, err } = await buckets(['--experiment', 'trial'], 'u-1\nu\u200b1\n');
    expect(out).toMatch(/^u-1 {2}(control|treatment) {2}0\.\d{4}\n"u\\u200b1" {2}/);
    expect(err).toMatch(/^trial: \d in (control|treatment)/);
  });

  it('reads keys from a file, and bad lines cost the exit code only', async () => {
    const ran = await buckets(['--experiment', 'trial', '--json', '--keys', 'keys.txt'], undefined, {
      'keys.txt': 'u-1\n{"user"\nu-2',
    });
    expect(ran.code).toBe(1);
    expect(lines(ran).map(({ key }) => key)).toEqual(['u-1', 'u-2']);
    expect(ran.err).toContain('line 2: the line is not JSON');
  });

  it.each([
    [['--experiment', 'tril', '--assess'], 'did you mean "trial"?'],
    [['--experiment', 'words', '--assess'], 'the fact words is from: words, and no experiment'],
    [['--assess'], 'name one of the experiments q1, held, trial: --experiment'],
    [['--experiment', 'trial', '--assess', '10', '--keys', 'keys.txt'], 'keep one'],
    [['--experiment', 'trial', '--keys', 'nothing.txt'], '--keys nothing.txt cannot be read: it does not exist'],
    [['--experiment', 'trial', '--assess', '0'], 'A whole number from 1'],
  ])('says of %j what to do', async (argv, message) => {
    const { code, err } = await buckets(argv, 'u-1\n');
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('has nothing to say without keys', async () => {
    expect(await buckets(['--experiment', 'trial'], '')).toMatchObject({ code: 2, out: '' });
  });
});

describe('policy buckets --assess', () => {
  it('compares the shares of made-up keys with those of the policy, behind namespace and holdout', async () => {
    const { code, out } = await buckets(['--experiment', 'held', '--assess', '20000', '--json']);
    const { arms, test, verdict } = JSON.parse(out);
    expect(code).toBe(0);
    expect(verdict).toBe('as expected');
    expect(arms.map(({ arm }: { arm: string | null }) => arm)).toEqual(['10', '2', null]);
    const shares = [0.108, 0.252, 0.64];
    for (const [index, { keys, expected }] of arms.entries()) {
      expect(expected).toBeCloseTo(shares[index] ?? 0, 10);
      expect(keys / 20_000).toBeCloseTo(expected, 1);
    }
    expect(test.degrees).toBe(2);
    expect(test.p).toBeGreaterThan(0.001);
  });

  it('finds keys that are not shared out as the policy says', async () => {
    const control = Array.from({ length: 4_000 }, (_, index) => `u-${index}`).filter((key) => bucketOf('s', key) < 0.5);
    const { code, out } = await buckets(['--experiment', 'trial', '--assess'], `${control.join('\n')}\n`);
    expect(code).toBe(1);
    expect(out).toContain('the shares are not as expected (p < 0.001)');
  });

  it('leaves missing keys out of the test and tells their share', async () => {
    const keys = Array.from({ length: 400 }, (_, index) => `u-${index}`);
    const { code, out } = await buckets(['--experiment', 'trial', '--assess'], `${keys.join('\n\n')}\n`);
    expect(code).toBe(0);
    expect(out).toContain('trial over 400 keys');
    expect(out).toContain('399 of 799 (49.94 %) had no key, and were not assigned.');
  });

  it('knows rollouts, of rules and of the whole policy', async () => {
    const rolled = smallPolicy().replace('- id: hard\n', '- id: hard\n    rollout: { percent: 20, key: user.id }\n');
    const files = {
      'policies/small.yaml': `${rolled}rollout: { percent: 30, key: user.id, previous: previous/small.yaml }\n`,
      'policies/previous/small.yaml': smallPolicy(),
    };
    for (const [experiment, share] of [
      ['rollout.hard', 0.2],
      ['rollout', 0.3],
    ] as const) {
      const { out, err } = await buckets(['--experiment', experiment, '--assess', '5000', '--json'], undefined, files);
      expect(err).toBe('');
      expect(JSON.parse(out)).toMatchObject({
        verdict: 'as expected',
        arms: [{ arm: 'new', expected: share }, {}, {}],
      });
    }
  });
});
