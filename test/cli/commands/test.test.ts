import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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
    expect(err).toMatch(/decided by by-size\.below-6 {2}.*policies\/small\.yaml:26\n/);
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

  it('annotates for GitHub, adds to the step summary, and names files as the repository does', async () => {
    const root = temporaryFolder({
      'app/policies/small.yaml': smallPolicy(),
      'app/policies/small.test.yaml': bad,
      'summary.md': 'before\n',
    });
    const env = { GITHUB_STEP_SUMMARY: join(root, 'summary.md'), GITHUB_WORKSPACE: root };
    const argv = ['test', '--reporter', 'github', '--reporter', 'sarif=policy.sarif', '--reporter', 'tap=policy.tap'];
    const { code, out } = await policy(argv, { cwd: join(root, 'app'), env });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^::error file=app\/policies\/small\.yaml,line=26,col=\d+,title=policy test%3A long is quick::/,
    );
    expect(readFileSync(join(root, 'summary.md'), 'utf8')).toMatch(/^before\n## ❌ policy test: 1 failed, 0 passed\n/);
    const sarif = JSON.parse(readFileSync(join(root, 'app/policy.sarif'), 'utf8'));
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('app/policies/small.yaml');
    expect(readFileSync(join(root, 'app/policy.tap'), 'utf8')).toMatch(/^TAP version 14\n1\.\.1\nnot ok 1 - /);
  });

  it('stops at the first failure with --bail', async () => {
    const cwd = temporaryFolder({ ...files, 'policies/a.test.yaml': `${bad}${good.slice(good.indexOf('  -'))}` });
    const { code, out, err } = await policy(['test', '--bail', '--reporter', 'json', '--reporter', 'pretty'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ cases: 1, failed: 1, files: [{ file: 'policies/a.test.yaml' }] });
    expect(err).toContain('stopped at the first failure');
  });

  it('reruns just the cell that a failure names', async () => {
    const matrix =
      'policy: small.yaml\ncases:\n  - { name: sizes, matrix: { words: [1, 4] }, expect: { tier: quick } }\n';
    const cwd = temporaryFolder({ ...files, 'policies/small.test.yaml': matrix });
    const { err } = await policy(['test'], { cwd });
    const [, filter = ''] = /rerun: policy test policies\/small\.test\.yaml --filter '(.*)'/.exec(err) ?? [];
    const { out } = await policy(['test', '--filter', filter, '--reporter', 'json'], { cwd });
    expect(JSON.parse(out)).toMatchObject({ cases: 1, failed: 1, files: [{ cases: [{ cell: { words: 4 } }] }] });
  });

  it.each([
    ['a policy, as the fixtures beside it', ['policies/small.yaml']],
    ['a folder, as all fixtures in it', ['policies']],
    ['fixtures under any name', ['other.yaml']],
    ['fixtures and their policy, once', ['policies/small.yaml', 'policies/small.test.yaml']],
  ])('takes %s', async (_, named) => {
    const other = good.replace('small.yaml', 'policies/small.yaml');
    const { code, err } = await policy(['test', ...named], { cwd: temporaryFolder({ ...files, 'other.yaml': other }) });
    expect(code).toBe(0);
    expect(err).toContain('1 passed');
  });

  it('says that fixtures are not a regular file, and does not wait for them', async () => {
    const cwd = temporaryFolder(files);
    execFileSync('mkfifo', [join(cwd, 'policies/pipe.test.yaml')]);
    const { code, err } = await policy(['test'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('policies/pipe.test.yaml cannot be read: it is not a regular file');
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
    [['test', '--watch', '--update'], '--watch and --update exclude each other'],
    [['test', '--policy', 'nowhere'], 'nowhere does not exist'],
    [['test', '--policy', 'empty'], 'no fixtures belong to empty'],
    [['test', 'gone.test.yaml'], 'gone.test.yaml cannot be read: it does not exist'],
    [['test', 'alone.yaml'], 'no fixtures belong to alone.yaml: write NAME.test.yaml beside NAME.yaml'],
    [['test', 'empty'], 'no fixtures belong to empty'],
    [
      ['test', '--reporter', 'junit=/nowhere/at/all.xml'],
      'the report /nowhere/at/all.xml cannot be written: there is no',
    ],
  ])('cannot run %j', async (argv, message) => {
    const { code, err } = await policy(argv, {
      cwd: temporaryFolder({ ...files, 'empty/x.txt': '', 'alone.yaml': smallPolicy() }),
    });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('policy test --update', () => {
  it('writes what came out into the fixtures, runs them again, and says what it left', async () => {
    const promise = '  - { name: inside, facts: { words: 4 }, expect: { every_model: { labels: [private] } } }\n';
    const cwd = temporaryFolder({ ...files, 'policies/small.test.yaml': `${bad}${promise}` });
    const { code, err } = await policy(['test', '--update'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('updated policies/small.test.yaml: 1 expected value\n');
    expect(err).toContain('left policies/small.test.yaml: inside: every_model.labels: every_model is a promise');
    expect(err).toContain('1 failed, 1 passed');
    expect(readFileSync(join(cwd, 'policies/small.test.yaml'), 'utf8')).toBe(
      bad.replace('tier: quick', 'tier: thorough') + promise,
    );
  });

  it('touches nothing when all is well', async () => {
    const cwd = temporaryFolder(files);
    expect(await policy(['test', '--update'], { cwd })).toMatchObject({
      code: 0,
      err: expect.not.stringContaining('updated'),
    });
    expect(readFileSync(join(cwd, 'policies/small.test.yaml'), 'utf8')).toBe(good);
  });
});

describe('policy test --watch', () => {
  it('runs again when a fixture, a policy, an include or a prompt changes, until it is interrupted', async () => {
    const prompt =
      'policy: small.yaml\ncases:\n  - { name: file, request: { prompt: { file: p.txt } }, expect: { rule: by-size.below-3 } }\n';
    const cwd = temporaryFolder({
      'policies/small.yaml': smallPolicy()
        .replace('endpoints:', 'include: [parts/facts.yaml]\nendpoints:')
        .replace('  words: { from: words }\n', ''),
      'policies/parts/facts.yaml': 'facts: { words: { from: words } }\n',
      'policies/small.test.yaml': prompt,
      'policies/p.txt': 'one two',
    });
    const runs = watchedRuns();
    const ended = policy(['test', '--watch'], { cwd, interrupted: runs.interrupted, onError: runs.hear });
    const change = async (file: string, text: string): Promise<string> => {
      const next = runs.next();
      writeFileSync(join(cwd, 'policies', file), text);
      return next;
    };
    expect(await runs.next()).toContain('1 passed');
    expect(await change('p.txt', 'one two three four')).toContain('1 failed');
    expect(await change('small.test.yaml', prompt.replace('below-3', 'below-6'))).toContain('1 passed');
    expect(await change('parts/facts.yaml', 'facts: { words: { from: turns } }\n')).toContain('1 failed');
    expect(await change('parts/facts.yaml', 'facts: { wrds: { from: words } }\n')).toContain('cannot run');
    expect(await change('parts/facts.yaml', 'facts: { words: { from: words } }\n')).toContain('1 passed');
    expect(await change('b.test.yaml', bad)).toContain('1 failed, 1 passed');
    runs.interrupt();
    expect(await ended).toMatchObject({ code: 1 });
  });

  it('does not start where there is nothing to run', async () => {
    expect(await policy(['test', '--watch', '--policy', 'nowhere'], { cwd: temporaryFolder() })).toMatchObject({
      code: 2,
    });
  });
});

/** What a watch writes, run by run. */
function watchedRuns() {
  let interrupt = (): void => {};
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const finished: string[] = [];
  let text = '';
  let waiting: ((text: string) => void) | undefined;
  const hear = (part: string): void => {
    text += part;
    if (!text.endsWith('Ctrl-C stops\n')) return;
    if (waiting === undefined) finished.push(text);
    else waiting(text);
    waiting = undefined;
    text = '';
  };
  const next = (): Promise<string> => {
    const first = finished.shift();
    return first === undefined
      ? new Promise((resolve) => {
          waiting = resolve;
        })
      : Promise.resolve(first);
  };
  return { interrupted, interrupt: () => interrupt(), hear, next };
}

describe('the shipped policies', () => {
  it('pass their fixtures', async () => {
    const { code, err } = await policy(['test', '--policy', 'policies']);
    expect(err).not.toContain('✗');
    expect(code).toBe(0);
  });
});
