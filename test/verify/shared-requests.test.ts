import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallPolicy } from '../cli/small-policy.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { differencesOf, findingsOf, runFixtures, runFixturesIn } from './fixture-files.js';

const head = `requests:
  four: { prompt: "one two three four" }
  file: { prompt: { file: prompts/six.txt } }
`;
const files = { 'prompts/six.txt': 'one two three\nfour five six\n' };
const fixtures = (request: string, more = ''): string =>
  `policy: small.yaml\n${more}cases:\n  - name: a\n    request: ${request}\n    expect: { reason: rule }\n`;

describe('a named request', () => {
  it('is used by every case that names it', async () => {
    const cases = `
  - { name: a, request: four, expect: { facts: { words: 4 } } }
  - { name: b, request: four, attributes: { task: forbidden }, expect: { reject: true } }
  - { name: c, request: file, expect: { facts: { words: 6 } } }`;
    expect(await differencesOf(cases, files, head)).toEqual([]);
  });

  it('has the defaults under it', async () => {
    const defaults = 'defaults: { request: { max_tokens: 7, prompt: x }, attributes: { task: draft } }\n';
    const cases =
      '  - { name: a, request: four, expect: { max_tokens: 7, facts: { words: 4, task: draft } } }\n  - { name: b, request: file, expect: { max_tokens: 7 } }\n';
    expect(await differencesOf(cases, files, head + defaults)).toEqual([]);
  });

  it('is an error under an unknown name', async () => {
    expect(await findingsOf(fixtures('fuor', 'requests: { four: { prompt: a } }\n'))).toEqual([
      '5:14 unknown-name there is no named request `fuor` | did you mean `four`?',
    ]);
  });

  it('is told once when it is broken, however often it is used', async () => {
    const broken = `policy: small.yaml
requests: { four: { messages: [{ content: a }] } }
cases:
  - { name: a, request: four, expect: { reason: rule } }
  - { name: b, request: four, expect: { reason: rule } }
`;
    const [finding, ...more] = await findingsOf(broken);
    expect(finding).toMatch(/^2:13 invalid-value .*messages\[0\]\.role/);
    expect(more).toEqual([]);
  });

  it('is a warning when no case uses it', async () => {
    const file = await runFixtures(fixtures('{ prompt: a }', 'requests: { four: { prompt: a } }\n'));
    expect(file).toMatchObject({
      kind: 'ran',
      diagnostics: [{ severity: 'warning', code: 'unused-name', place: { line: 2, column: 13 } }],
    });
  });
});

describe('a prompt from a file', () => {
  it('is the whole text, and the file counts among those that were read', async () => {
    const file = await runFixtures(
      fixtures('{ prompt: { file: prompts/six.txt } }').replace('reason: rule', 'facts: { words: 6 }'),
      files,
    );
    if (file.kind === 'invalid') throw new Error('it is valid');
    expect(file.results[0]?.differences).toEqual([]);
    expect(file.files).toEqual([
      'small.test.yaml',
      'small.yaml',
      expect.stringContaining('small.yaml'),
      'prompts/six.txt',
    ]);
  });

  it.each([
    ['does not exist', 'gone.txt', 'does not exist'],
    ['is a folder', 'prompts', 'is a folder'],
    ['leaves the folder', '../six.txt', "leaves the fixture file's folder"],
    ['leaves the folder on a detour', 'prompts/../../six.txt', "leaves the fixture file's folder"],
    ['is absolute', '/etc/hostname', "leaves the fixture file's folder"],
    ['is not text', 'prompts/bytes.txt', 'is not UTF-8 text'],
  ])('%s', async (_title, path, problem) => {
    const cwd = temporaryFolder({
      'small.yaml': smallPolicy(),
      'small.test.yaml': fixtures(`{ prompt: { file: ${path} } }`),
      ...files,
    });
    writeFileSync(join(cwd, 'prompts/bytes.txt'), Buffer.from([0xff, 0xfe, 0x41]));
    const file = await runFixturesIn(cwd);
    expect(file).toMatchObject({
      kind: 'invalid',
      diagnostics: [
        { code: 'file-unreadable', message: `the prompt file ${path} ${problem}`, place: { line: 4, column: 32 } },
      ],
    });
  });

  it('does not leave the folder by a symbolic link', async () => {
    const outside = temporaryFolder({ 'secret.txt': 'x' });
    const cwd = temporaryFolder({
      'small.yaml': smallPolicy(),
      'small.test.yaml': fixtures('{ prompt: { file: link.txt } }'),
    });
    symlinkSync(join(outside, 'secret.txt'), join(cwd, 'link.txt'));
    const { diagnostics } = await runFixturesIn(cwd);
    expect(diagnostics[0]?.message).toContain("leaves the fixture file's folder");
  });
});

describe('facts of the defaults', () => {
  it('hold in every case that gives no other', async () => {
    const defaults = 'defaults: { facts: { trial: treatment, words: 9 } }\n';
    const cases = `
  - { name: a, expect: { rule: trial, exposures: [trial] } }
  - { name: b, facts: { trial: control }, expect: { rule: default } }
  - { name: c, matrix: { words: [1, 2] }, expect: { rule: by-size.below-3 } }`;
    expect(await differencesOf(cases, {}, defaults)).toEqual([]);
  });

  it('are checked as those of a case, once', async () => {
    const text = `policy: small.yaml
defaults: { facts: { words: many } }
cases:
  - { name: a, expect: { reason: rule } }
  - { name: b, expect: { reason: rule } }
`;
    expect(await findingsOf(text)).toEqual([expect.stringMatching(/^2:29 invalid-value words cannot be "many"/)]);
  });
});

describe('the clock', () => {
  const policy = smallPolicy().replace(
    '  words: { from: words }',
    '  words: { from: words }\n  hour: { from: clock, part: hour, timezone: UTC }',
  );
  const rule = '  - id: night\n    when: { hour: { below: 6 } }\n    then: thorough\n';
  const withRule = policy.replace('rules:\n', `rules:\n${rule}`);

  it("is the case's own, else the file's", async () => {
    const cases = `
  - { name: a, expect: { facts: { hour: 9 } } }
  - { name: b, now: "2026-03-02T03:30:00+01:00", expect: { rule: night, facts: { hour: 2 } } }`;
    expect(await differencesOf(cases, { 'small.yaml': withRule }, 'now: 2026-03-02T09:00:00Z\n')).toEqual([]);
  });

  it('is a moment that exists', async () => {
    const text =
      'policy: small.yaml\ncases:\n  - name: a\n    now: 2026-13-02T09:00:00Z\n    expect: { reason: rule }\n';
    expect(await findingsOf(text)).toEqual(['4:10 invalid-value there is no moment `2026-13-02T09:00:00Z`']);
  });
});
