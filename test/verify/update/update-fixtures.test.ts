import { describe, expect, it } from 'vitest';
import { updateFixtures } from '../../../src/verify/update/update-fixtures.js';
import { runFixtures } from '../fixture-files.js';

/** Runs fixtures of the small policy and updates them; the updated text is run again. */
async function update(text: string) {
  const file = await runFixtures(text);
  if (file.kind === 'invalid') throw new Error(JSON.stringify(file.diagnostics));
  const updated = updateFixtures(text, 'small.test.yaml', file.results);
  const again = await runFixtures(updated.text);
  if (again.kind === 'invalid') throw new Error(JSON.stringify(again.diagnostics));
  const failing = again.results.flatMap(({ name, differences }) => differences.map(({ field }) => `${name}: ${field}`));
  return { ...updated, failing };
}

describe('updating fixtures', () => {
  it('writes what came out, and keeps comments, layout and all that held', async () => {
    const text = `# Fixtures of the small policy.
policy: small.yaml

cases:
  # Short requests.
  - name: two words
    request: { prompt: "hello there" }   # greeted
    expect:
      rule:  default      # was so once
      tier: thorough
      slots:
        - deep  # first
      max_tokens: 100
      facts: { words: 3 }
      exposures: [trial]

  - { name: executed, facts: { words: 1 }, simulate: { fast: [overloaded, overloaded] }, expect: { served_by: fast, attempts: 1 } }
`;
    const { text: updated, count, left, failing } = await update(text);
    expect(updated).toBe(
      text
        .replace('rule:  default ', 'rule:  by-size.below-3 ')
        .replace('tier: thorough', 'tier: quick')
        .replace('- deep  # first', '- fast  # first\n        - deep')
        .replace('words: 3', 'words: 2')
        .replace('[trial]', '[]')
        .replace('served_by: fast, attempts: 1', 'served_by: deep, attempts: 3'),
    );
    expect({ count, left, failing }).toEqual({ count: 7, left: [], failing: [] });
  });

  it('writes no dust of binary fractions', async () => {
    const text = `policy: small.yaml
cases:
  - { name: a, facts: { words: 1 }, simulate: { fast: [{ answer: "one two three" }] }, expect: { cost_usd: 1, duration_ms: 1 } }
`;
    expect((await update(text)).text).toMatch(/cost_usd: 0\.0000\d{1,3}, duration_ms: 0 }/);
  });

  it('leaves what passes untouched', async () => {
    const text = 'policy: small.yaml\ncases: [{name: a, facts: {words: 1}, expect: {tier: quick}}]\n';
    expect(await update(text)).toMatchObject({ text, count: 0, left: [] });
  });

  it('gives the cells of a matrix one value only when it holds for all', async () => {
    const text = `policy: small.yaml
cases:
  - name: same
    matrix: { words: [1, 2] }
    expect: { tier: thorough, max_tokens: 7 }
  - name: different
    facts: { trial: control }
    matrix: { words: [1, 4] }
    expect: { max_tokens: 7 }
  - name: one passes
    matrix: { words: [1, 4] }
    expect: { tier: quick }
`;
    const { text: updated, left, failing } = await update(text);
    expect(updated).toBe(text.replace('tier: thorough, max_tokens: 7', 'tier: quick, max_tokens: 100'));
    expect(left.map(({ title, field }) => [title, field])).toEqual([
      ['different [words=1]', 'max_tokens'],
      ['one passes [words=4]', 'tier'],
    ]);
    expect(left[0]?.why).toContain('`if`');
    expect(failing).toEqual(['different: max_tokens', 'different: max_tokens', 'one passes: tier']);
  });

  it('updates the entry of a list that counts', async () => {
    const text = `policy: small.yaml
cases:
  - name: a
    matrix: { words: [1, 4] }
    expect:
      - { if: { words: 1 }, tier: thorough }
      - tier: quick
`;
    expect((await update(text)).text).toBe(
      text.replace('1 }, tier: thorough', '1 }, tier: quick').replace('- tier: quick', '- tier: thorough'),
    );
  });

  it('does not weaken a promise', async () => {
    const text = `policy: small.yaml
cases:
  - name: a
    facts: { words: 1 }
    expect: { every_model: { labels: [private] }, not_computed: [words], cost_usd: { at_most: 0 }, params: { seed: 1 } }
`;
    const { text: updated, left } = await update(text);
    expect(updated).toBe(text);
    expect(left.map(({ field, why }) => `${field}: ${why}`)).toEqual([
      'every_model.labels: every_model is a promise: change the policy, or the promise by hand',
      'not_computed: not_computed is a promise: change the policy, or the promise by hand',
      'cost_usd: bounds are for a person to choose',
      'params.seed: there is none now: remove params.seed',
    ]);
  });

  it('turns a refusal around', async () => {
    const text = `policy: small.yaml
cases:
  - { name: a, attributes: { task: forbidden }, expect: { reject: false } }
  - { name: b, attributes: { task: forbidden }, expect: { reject: { status: 403 } } }
  - name: c
    expect:
      reject:
        status: 451
`;
    expect((await update(text)).text).toBe(
      text
        .replace('reject: false', 'reject: true')
        .replace('403', '451')
        .replace('reject:\n        status: 451', 'reject: false'),
    );
  });

  it('does not write through an alias, which would change other cases', async () => {
    const text = `policy: small.yaml
cases:
  - { name: a, facts: { words: 1 }, expect: &one { tier: thorough } }
  - { name: b, facts: { words: 4 }, expect: *one }
`;
    const { text: updated, left } = await update(text);
    expect(updated).toBe(text);
    expect(left).toMatchObject([{ field: '/cases/0/expect/tier', why: expect.stringContaining('aliases') }]);
  });

  it('keeps a byte order mark and Windows line ends', async () => {
    const text =
      '\ufeffpolicy: small.yaml\r\ncases:\r\n  - name: a\r\n    expect:\r\n      slots:\r\n        - deep\r\n';
    expect((await update(text)).text).toBe(text.replace('- deep\r\n', '- fast\r\n        - deep\r\n'));
  });
});
