import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describePolicies, PolicyCaseError, policyCases } from '../../src/testing/index.js';
import { smallPolicy } from '../cli/small-policy.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { escalatingPolicy } from '../support/escalating-policy.js';

const root = resolve(import.meta.dirname, '../..');

const customPolicy = escalatingPolicy({
  facts: '{ plan: { from: custom, type: string, one_of: [free, pro] } }',
  rules: '[{ id: pro, when: { plan: pro }, then: thorough }]',
});
const customFixtures = `policy: support.yaml
cases:
  - { name: ada is pro, attributes: { user: ada }, expect: { rule: pro, facts: { plan: pro } } }
  - { name: others are not, attributes: { user: bob }, expect: { rule: default } }
  - name: short answers escalate
    simulate: { fast: [{ answer: short }] }
    expect: { attempts: [{ slot: fast, outcome: ok }, { slot: deep, outcome: ok }], served_by: deep }
`;
const facts = {
  plan: ({ attributes }: { attributes: Readonly<Record<string, unknown>> }) =>
    attributes.user === 'ada' ? 'pro' : 'free',
};
const checks = { is_long: () => false };

const small = { 'policies/small.yaml': smallPolicy() };
const fixtures = `policy: small.yaml
cases:
  - name: sizes
    matrix: { words: [1, 4] }
    expect: { tier: quick }
`;

// What a service does: its policies, tested where its own tests run.
const seen: string[] = [];
await describePolicies('policies', {
  cwd: root,
  describe,
  it: (name, run) => it(name, () => run().then(() => void seen.push(name))),
});
afterAll(() => expect(seen.length).toBeGreaterThan(10));

describe('policyCases', () => {
  it('gives a case for each cell, which fails with what differs, at its place', async () => {
    const cwd = temporaryFolder({ ...small, 'policies/small.test.yaml': fixtures });
    const [passes, fails, ...more] = await policyCases('policies', { cwd });
    expect(more).toEqual([]);
    expect(passes).toMatchObject({ name: 'sizes [words=1]', file: 'policies/small.test.yaml' });
    await expect(passes?.run()).resolves.toBeUndefined();
    const error: unknown = await fails?.run().catch((reason: unknown) => reason);
    if (!(error instanceof PolicyCaseError)) throw new Error('it fails with another error');
    expect(error.message).toMatch(/^sizes \[words=4\] \(policies\/small\.test\.yaml:3\)\ndecided by by-size\.below-6 /);
    expect(error.differences).toEqual([{ field: 'tier', expected: 'quick', actual: 'thorough' }]);
    expect(error.stack).toBe(`PolicyCaseError: ${error.message}\n    at ${join(cwd, 'policies/small.test.yaml')}:3:5`);
  });

  it('reads custom facts and makes checks with the functions of the service', async () => {
    const cwd = temporaryFolder({ 'support.yaml': customPolicy, 'support.test.yaml': customFixtures });
    const cases = await policyCases('support.yaml', { cwd, facts, checks });
    expect(cases).toHaveLength(3);
    await Promise.all(cases.map(({ run }) => run()));
  });

  it('fails where a function is missing, when functions are given', async () => {
    const cwd = temporaryFolder({ 'support.yaml': customPolicy, 'support.test.yaml': customFixtures });
    const [withoutFact] = await policyCases('support.yaml', { cwd, facts: {} });
    await expect(withoutFact?.run()).rejects.toThrow(/no function is registered for the custom fact "plan"/);
    const [withoutCheck] = await policyCases('support.yaml', { cwd, facts, checks: { is_lnog: () => true } });
    await expect(withoutCheck?.run()).rejects.toThrow(/did you mean "is_lnog"/);
  });

  it('makes a file that cannot run one case that fails, and runs the others', async () => {
    const cwd = temporaryFolder({
      ...small,
      'policies/a.test.yaml': fixtures.replace('quick', 'quik'),
      'policies/b.test.yaml': fixtures.replace('[1, 4]', '[1]'),
    });
    const [broken, good] = await policyCases('policies', { cwd });
    expect(broken?.name).toBe('policies/a.test.yaml can run');
    const error: unknown = await broken?.run().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: expect.stringContaining('did you mean `quick`?'),
      diagnostics: [{ code: 'unknown-name' }],
    });
    await good?.run();
  });

  it('filters by name', async () => {
    const cwd = temporaryFolder({ ...small, 'policies/small.test.yaml': fixtures });
    expect(await policyCases('policies', { cwd, filter: 'words=4' })).toHaveLength(1);
  });

  it('rejects where there is nothing to run, rather than pass', async () => {
    const cwd = temporaryFolder(small);
    await expect(policyCases('policies', { cwd })).rejects.toThrow(
      `no fixtures (*.test.yaml) at ${join(cwd, 'policies')}`,
    );
    await expect(policyCases('gone', { cwd })).rejects.toThrow('no fixtures');
  });
});

describe('the published subpath, in the tests of a service', () => {
  const run = (cwd: string, argv: readonly string[]): Promise<{ readonly code: number; readonly out: string }> =>
    new Promise((done) => {
      // The service runs its tests by itself, and not as a part of these.
      const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(VITEST|NODE_)/.test(key)));
      const child = execFile(process.execPath, argv, { cwd, env }, (_error, stdout, stderr) =>
        done({ code: child.exitCode ?? 1, out: stdout + stderr }),
      );
    });

  function service(files: Readonly<Record<string, string>>): string {
    const cwd = temporaryFolder({ 'package.json': '{ "type": "module" }', ...small, ...files });
    mkdirSync(join(cwd, 'node_modules'));
    symlinkSync(root, join(cwd, 'node_modules/signalbox'));
    symlinkSync(join(root, 'node_modules/vitest'), join(cwd, 'node_modules/vitest'));
    return cwd;
  }

  it("runs fixtures in the service's own vitest, which shows the failing line of the fixture", async () => {
    const cwd = service({
      'policies/small.test.yaml': fixtures,
      'policies.test.js': `import { describePolicies } from 'signalbox/testing';
import { describe, it } from 'vitest';
await describePolicies('policies', { describe, it });
`,
    });
    const { code, out } = await run(cwd, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--no-color']);
    expect(code).toBe(1);
    expect(out).toContain('policies/small.test.yaml > sizes [words=4]');
    expect(out).toContain('PolicyCaseError: sizes [words=4] (policies/small.test.yaml:3)');
    expect(out).toMatch(/❯ .*small\.test\.yaml:3:5/);
    expect(out).toContain('1 failed | 1 passed');
  });

  it('runs them under node:test as well', async () => {
    const cwd = service({
      'policies/small.test.yaml': fixtures.replace('[1, 4]', '[1, 2]'),
      'policies.test.js': `import { describe, it } from 'node:test';
import { describePolicies } from 'signalbox/testing';
await describePolicies('policies', { describe, it });
`,
    });
    const { code, out } = await run(cwd, ['--test', '--test-reporter=tap', 'policies.test.js']);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^# pass 2$/m) });
  });
});
