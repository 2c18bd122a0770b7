import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../reporters/parse-xml.js';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const good = 'policy: small.yaml\ncases:\n  - { name: short is quick, facts: { words: 1 }, expect: { tier: quick } }\n';
const bad = 'policy: small.yaml\ncases:\n  - { name: long is quick, facts: { words: 4 }, expect: { tier: quick } }\n';
const files = { 'policies/small.yaml': smallPolicy(), 'policies/small.test.yaml': good };

describe('policy test', () => {
  it('runs the fixtures of a folder and passes', async () => {
    const { code, out, err } = await policy(['test'], { cwd: temporaryFolder(files) });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toMatch(/^✓ policies\/small\.test\.yaml {2}policy small {2}1 case\n1 passed/);
  });

  it('fails with the difference', async () => {
    const cwd = temporaryFolder({ ...files, 'policies/small.test.yaml': bad });
    const { code, err } = await policy(['test'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('tier\n      expected  quick\n      decided   thorough');
    expect(err).toContain("rerun: policy test policies/small.test.yaml --filter 'long is quick'");
  });

  it('runs the fixtures beside one policy, or the files that are named', async () => {
    const cwd = temporaryFolder({
      ...files,
      'policies/b.test.yaml': bad,
      'elsewhere/c.test.yaml': good.replace('small', '../policies/small'),
    });
    const beside = await policy(['test', '--policy', 'policies/small.yaml'], { cwd });
    expect(beside).toMatchObject({ code: 0, err: expect.stringContaining('1 passed') });
    const named = await policy(['test', 'policies/b.test.yaml', 'elsewhere/c.test.yaml'], { cwd });
    expect(named).toMatchObject({ code: 1, err: expect.stringContaining('1 failed, 1 passed') });
  });

  it('runs the other files when one is invalid, and says that it could not run', async () => {
    const cwd = temporaryFolder({ ...files, 'policies/a.test.yaml': good.replace('quick }', 'quik }') });
    const { code, err } = await policy(['test'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('✗ policies/a.test.yaml cannot run');
    expect(err).toContain('did you mean `quick`?');
    expect(err).toContain('✓ policies/small.test.yaml');
    expect(err).toContain('1 passed, 1 file could not run');
  });

  it('shows what is wrong with the policy', async () => {
    const cwd = temporaryFolder({
      ...files,
      'policies/small.yaml': smallPolicy().replace('then: thorough', 'then: x'),
    });
    const { code, err } = await policy(['test'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('small.yaml:23:11');
  });

  it('writes several reports at once', async () => {
    const cwd = temporaryFolder({ ...files, 'policies/b.test.yaml': bad });
    const argv = ['test', '--reporter', 'pretty', '--reporter', 'json', '--reporter', 'junit=out/report.xml'];
    const { code, out, err } = await policy(argv, { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ cases: 2, failed: 1 });
    expect(err).toContain('1 failed, 1 passed');
    expect(parseXml(readFileSync(join(cwd, 'out/report.xml'), 'utf8')).children).toHaveLength(2);
  });

  it('runs what the filter names', async () => {
    const cwd = temporaryFolder({ ...files, 'policies/b.test.yaml': bad });
    expect(await policy(['test', '--filter', 'SHORT'], { cwd })).toMatchObject({ code: 0 });
    const none = await policy(['test', '--filter', 'nothing like it'], { cwd });
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('no case ran') });
  });

  it.each([
    [['test', '--reporter', 'xml'], 'Allowed are pretty, json, junit'],
    [['test', '--reporter', 'junit='], 'Allowed are pretty, json, junit'],
    [['test', '--reporter', 'json', '--reporter', 'junit'], 'cannot both write to standard output'],
    [['test', '--policy', 'nowhere'], 'nowhere does not exist'],
    [['test', '--policy', 'empty'], 'no fixtures belong to empty'],
    [['test', 'gone.test.yaml'], 'gone.test.yaml cannot be read'],
  ])('cannot run %j', async (argv, message) => {
    const { code, err } = await policy(argv, { cwd: temporaryFolder({ ...files, 'empty/x.txt': '' }) });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('the shipped policies', () => {
  it('pass their fixtures', async () => {
    const { code, err } = await policy(['test', '--policy', 'policies']);
    expect(err).not.toContain('✗');
    expect(code).toBe(0);
  });
});
