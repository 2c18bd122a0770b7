import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const fixtures = `policy: small.yaml
cases:
  - { name: short is quick, facts: { words: 1 }, expect: { tier: quick } }
`;

function folder(): string {
  return temporaryFolder({ 'policies/small.yaml': smallPolicy(), 'policies/small.test.yaml': fixtures });
}

describe('policy test --coverage', () => {
  it('shows exact fractions, rounded down, and what is missing with its place', async () => {
    const { code, err, out } = await policy(['test', '--coverage'], { cwd: folder() });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('coverage of policy small  3 of 41, 7.3 %\n  rules        1 of 6, 16.6 %\n');
    expect(err).toMatch(/ {4}○ by-size.below-6 decides {2}.*policies\/small.yaml:26\n/);
    expect(err).toMatch(/ {4}○ words 3 {2}.*policies\/small.yaml:26\n/);
  });

  it('fails below a minimum, not at it', async () => {
    const cwd = folder();
    const missed = await policy(['test', '--min-coverage', '7.4'], { cwd });
    expect(missed).toMatchObject({
      code: 1,
      err: expect.stringContaining('✗ the coverage of policy small is below 7.4 %'),
    });
    expect(await policy(['test', '--min-coverage', '7.3'], { cwd })).toMatchObject({ code: 0 });
  });

  it('stands in the json report', async () => {
    const { out } = await policy(['test', '--coverage', '--mutate', '--min-mutation', '50', '--reporter', 'json'], {
      cwd: folder(),
    });
    expect(JSON.parse(out)).toMatchObject({
      missed_gates: [{ policy: 'small', measure: 'mutation', minimum: 50 }],
      quality: [
        {
          policy: 'small',
          fixtures: ['policies/small.test.yaml'],
          coverage: {
            covered: 3,
            total: 41,
            percent: 7.3,
            kinds: expect.arrayContaining([
              expect.objectContaining({
                kind: 'arms',
                covered: 0,
                missing: [
                  { what: 'trial: arm control', file: expect.any(String), line: 16, column: expect.any(Number) },
                  expect.objectContaining({ what: 'trial: arm treatment' }),
                ],
              }),
            ]),
          },
          mutation: { undecided: 0, failing_cases: 0, unnoticed: expect.any(Array) },
        },
      ],
    });
  });

  it.each([['101'], ['-1'], ['x'], ['']])('takes no minimum of %j percent', async (minimum) => {
    const { code, err } = await policy(['test', '--min-coverage', minimum], { cwd: folder() });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('a number from 0 to 100') });
  });
});

describe('policy test --suggest', () => {
  it('writes cases that pass when they are pasted in, and leave nothing missing', async () => {
    const cwd = folder();
    const argv = ['test', '--coverage', '--mutate'];
    const { out } = await policy([...argv, '--suggest'], { cwd });
    expect(out).toMatch(/^ {2}# for policies\/small\.test\.yaml\n {2}- name: /);
    const path = join(cwd, 'policies/small.test.yaml');
    writeFileSync(path, readFileSync(path, 'utf8') + out);
    const { code, err } = await policy([...argv, '--min-coverage', '100', '--min-mutation', '100'], { cwd });
    expect(err).not.toContain('✗');
    expect(code).toBe(0);
    expect((await policy([...argv, '--suggest'], { cwd })).out).toBe('');
  });

  it('writes nothing else to standard output', async () => {
    const { out } = await policy(['test', '--suggest', '--reporter', 'json'], { cwd: folder() });
    const [quality] = JSON.parse(out).quality;
    expect(quality.suggestions[0]).toEqual({
      name: 'forbidden decides',
      text: expect.stringContaining('forbidden decides'),
    });
  });
});

describe('policy test --mutate', () => {
  it('names the mistakes that no case notices, and a case that would', async () => {
    const { err } = await policy(['test', '--mutate'], { cwd: folder() });
    expect(err).toMatch(/mistakes in policy small that cases notice {2}\d+ of \d+, [\d.]+ %/);
    expect(err).toMatch(
      /○ words is below 4 instead of words is below 3 {2}.*small\.yaml:26\n {6}a case with task=unknown words=3 would notice\n/,
    );
  });
});

describe('the shipped policies', () => {
  it('are covered whole by their fixtures, which notice every mistake', async () => {
    const { code, err } = await policy([
      'test',
      '--min-coverage',
      '100',
      '--min-mutation',
      '100',
      '--policy',
      'policies',
    ]);
    expect(err).not.toContain('✗');
    expect(code).toBe(0);
  });
});
