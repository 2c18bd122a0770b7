import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const misspelt = smallPolicy().replace('then: thorough', 'then: thorogh');

describe('policy validate', () => {
  it('says what it found good', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': smallPolicy() });
    const { code, out, err } = await policy(['validate'], { cwd });
    expect(code).toBe(0);
    expect(out).toBe('');
    expect(err).toMatch(/✓ small [0-9a-f]{12} .*policies\/small\.yaml/);
    expect(err).toContain('1 endpoint, 2 models, 2 tiers, 5 facts, 5 rules, 1 constraint');
  });

  it('draws a mistake with a caret under it, and fails', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': misspelt });
    const { code, out, err } = await policy(['validate'], { cwd });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('error[unknown-name]');
    expect(err).toContain('small.yaml:23:11');
    expect(err).toMatch(/23 \| {5}then: thorogh\n +\| {11}\^{7}/);
    expect(err).toContain('did you mean');
    expect(err).toContain('1 error');
  });

  it('names files from its working directory, whatever the process has', async () => {
    const { err } = await policy(['validate'], { cwd: temporaryFolder({ 'policies/small.yaml': misspelt }) });
    expect(err).toContain(' --> policies/small.yaml:23:11');
  });

  it('reports a pipe in the folder, and does not wait for it', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': smallPolicy() });
    execFileSync('mkfifo', [join(cwd, 'policies/pipe.yaml')]);
    const { code, err } = await policy(['validate'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('cannot read policies/pipe.yaml: it is not a regular file');
  });

  it('shows nothing of a file that an include reaches by a link out of the folder', async () => {
    const policies = { 'policies/small.yaml': `${smallPolicy()}include: [m.yaml]\n` };
    const cwd = temporaryFolder({ ...policies, 'elsewhere/m.yaml': 'a line of another: file: entirely' });
    symlinkSync('../elsewhere/m.yaml', join(cwd, 'policies/m.yaml'));
    const { code, err } = await policy(['validate'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('error[include-outside-root]');
    expect(err).not.toContain('a line of another');
  });

  it('reports every policy of a folder, the good ones too', async () => {
    const files = { 'policies/a.yaml': misspelt, 'policies/b.yaml': smallPolicy({ name: 'other' }) };
    const { code, err } = await policy(['validate'], { cwd: temporaryFolder(files) });
    expect(code).toBe(1);
    expect(err).toContain('✓ other');
    expect(err).toContain('a.yaml:23:11');
  });

  it('warns of thresholds at which no case of the fixtures beside stands', async () => {
    const fixtures = (words: string): string =>
      `policy: small.yaml\ncases:\n  - { name: sizes, matrix: { words: [${words}] }, expect: { reject: false } }\n`;
    const run = async (words: string) => {
      const files = { 'policies/small.yaml': smallPolicy(), 'policies/small.test.yaml': fixtures(words) };
      const { err } = await policy(['validate'], { cwd: temporaryFolder(files) });
      return [...err.matchAll(/warning\[untested-threshold\]: (.*)/g)].map(([, message]) => message);
    };
    expect(await run('1, 9')).toEqual([
      'no case stands at the threshold 3 of "level is at least 3"',
      'no case stands at the threshold 5 of "words is above 5"',
      'no case stands at the threshold 3 of "words is below 3"',
      'no case stands at the threshold 6 of "words is below 6"',
    ]);
    expect(await run('1, 2, 7')).toHaveLength(2);
  });

  it('writes findings as JSON', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': misspelt });
    const { code, out, err } = await policy(['validate', '--json'], { cwd });
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      policies: [],
      errors: 1,
      diagnostics: [{ code: 'unknown-name', severity: 'error', place: { line: 23, column: 11 } }],
    });
  });

  it('passes with warnings, but not with --strict', async () => {
    const unused = smallPolicy().replace('facts:\n', 'facts:\n  unused: { from: turns }\n');
    const cwd = temporaryFolder({ 'one.yaml': unused });
    expect(await policy(['validate', '--policy', 'one.yaml'], { cwd })).toMatchObject({ code: 0 });
    const strict = await policy(['validate', '--policy', 'one.yaml', '--strict'], { cwd });
    expect(strict.code).toBe(1);
    expect(strict.err).toContain('warning[unused-name]');
  });

  it('cannot run without policies, and says what to do', async () => {
    const cwd = temporaryFolder({ 'empty/readme.txt': 'nothing' });
    const missing = await policy(['validate'], { cwd });
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toContain('policies does not exist: give --policy PATH, or let policy init write');
    const empty = await policy(['validate', '--policy', 'empty'], { cwd });
    expect(empty.code).toBe(2);
    expect(empty.err).toContain('no policy in');
  });
});
