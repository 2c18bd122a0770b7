import { describe, expect, it } from 'vitest';
import { smallPolicy } from './small-policy.js';
import { temporaryFolder } from './temporary-folder.js';
import { policy } from './test-io.js';

const rolled = smallPolicy().replace('- id: hard\n', '- id: hard\n    rollout: { percent: 20, key: user.id }\n');
const fixtures = `policy: small.yaml
defaults: { request: { attributes: { task: code, user: { level: 3 } } } }
cases:
  - { name: new, facts: { rollout.hard: new }, expect: { rule: hard, exposures: [rollout.hard] } }
  - { name: old, facts: { rollout.hard: old, words: 9 }, expect: { rule: default, unknown: [trial] } }
  - { name: nobody, facts: { words: 9 }, expect: { rule: default, unknown: [rollout.hard, trial] } }
`;
const files = { 'policies/small.yaml': rolled, 'policies/small.test.yaml': fixtures };

async function run(argv: readonly string[], more: Record<string, string> = {}) {
  return policy(argv, { cwd: temporaryFolder({ ...files, ...more }) });
}

describe('a rollout of a rule', () => {
  it('can be pinned by fixtures, and counts as arms and conditions do', async () => {
    const { code, out, err } = await run(['test', '--coverage', '--mutate']);
    const said = out + err;
    expect(code).toBe(0);
    expect(said).toContain('3 passed');
    expect(said).toMatch(/○ trial: arm control/);
    expect(said).not.toMatch(/rollout\.hard: arm/);
    expect(said).not.toMatch(/without: rollout\.hard is new/);
  });

  it('is missed where no case gives it', async () => {
    const { out, err } = await run(['test', '--coverage'], {
      'policies/small.test.yaml':
        'policy: small.yaml\ncases: [{ name: x, facts: { words: 9 }, expect: { rule: default } }]\n',
    });
    expect(out + err).toContain('rollout.hard: arm new');
  });

  it('is a condition that explain shows, with what it saw', async () => {
    const flags = ['--task', 'code', '--attribute', 'user.level=3', 'hi'];
    const { out } = await run(['explain', '--fact', 'rollout.hard=new', ...flags]);
    expect(out).toContain('✓ rollout.hard is new  saw new');
    const none = await run(['explain', ...flags]);
    expect(none.out).toContain('rollout.hard is new');
    expect(none.out).toContain('no user.id');
  });

  it('must be given an arm that it has', async () => {
    const { code, err } = await run(['decide', '--fact', 'rollout.hard=newer', 'hi']);
    expect(code).toBe(2);
    expect(err).toContain('facts.rollout.hard must be one of "new", "old"');
  });
});

describe('a rollout of a policy', () => {
  const whole = {
    'policies/small.yaml': `${rolled}rollout: { percent: 50, key: user.id, previous: previous/small.yaml }\n`,
    'policies/previous/small.yaml': smallPolicy(),
  };

  it('decides each request by one version, and says by which and why', async () => {
    const stories = await Promise.all(
      ['1', '2', '3', '4', '5', '6'].map((id) => run(['explain', '--attribute', `user.id=${id}`, 'hi'], whole)),
    );
    const told = stories.map(
      ({ out }) => /the (new|previous) version: the new one is rolled out to 50 %/.exec(out)?.[1],
    );
    expect(new Set(told)).toEqual(new Set(['new', 'previous']));
    for (const [index, { out }] of stories.entries())
      expect(out.includes('policies/previous/small.yaml:')).toBe(told[index] === 'previous');
    const { out } = await run(['decide', 'hi'], whole);
    expect(out).toContain('the previous version: the request has no key');
  });

  it('is told in the JSON of a decision, with its exposure', async () => {
    const { out } = await run(['decide', '--json', '--attribute', 'user.id=1', 'hi'], whole);
    const { rollout, exposures } = JSON.parse(out);
    expect(rollout).toEqual({ arm: expect.stringMatching(/new|old/), percent: 50, because: 'key' });
    expect(exposures[0]).toMatchObject({ experiment: 'rollout', arm: rollout.arm, propensity: 0.5 });
  });

  it('is tested by the fixtures of each version', async () => {
    const { code, out, err } = await run(['test'], whole);
    expect(code).toBe(0);
    expect(out + err).toContain('3 passed');
  });

  it("is described on the policy's page, with what takes it back", async () => {
    const guards = 'guards: { failure_rate_above: 5, score_below: 0.5 }';
    const { out } = await run(['docs'], {
      ...whole,
      'policies/small.yaml': whole['policies/small.yaml']
        .replace('percent: 20, key: user.id', `percent: 20, key: user.id, ${guards}`)
        .replace('percent: 50,', 'percent: 50, guards: { p95_ms_above: 900, cost_per_request_above: 0.1 },'),
    });
    expect(out).toContain(
      'This version serves 50 % of keys, by user.id; taken back when a request costs more than 0.1 USD, or the 95th percentile of latency is above 900 ms. Version',
    );
    expect(out).toContain(
      'to whom hard is rolled out: 20 % of keys, by user.id; taken back when more than 5 % of requests fail, or the mean score is below 0.5',
    );
  });
});
