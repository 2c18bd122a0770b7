import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

describe('policy docs', () => {
  it('writes a page for each policy, once', async () => {
    const cwd = temporaryFolder({
      'policies/a.yaml': smallPolicy({ name: 'a' }),
      'policies/b.yaml': smallPolicy({ name: 'b' }),
    });
    const { code, err } = await policy(['docs', '--out', 'docs/'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: 'wrote docs/a.md\nwrote docs/b.md\n' });
    expect(readFileSync(join(cwd, 'docs/b.md'), 'utf8')).toMatch(/^# b\n/);
    expect(await policy(['docs', '--out', 'docs'], { cwd })).toEqual({ code: 0, out: '', err: '' });
    expect(await policy(['docs', '--out', 'docs', '--check'], { cwd })).toEqual({ code: 0, out: '', err: '' });
  });

  it('prints, writes one file, and checks', async () => {
    const cwd = temporaryFolder({ 'a.yaml': smallPolicy({ name: 'a' }) });
    const { out } = await policy(['docs', '--policy', 'a.yaml'], { cwd });
    expect(out).toMatch(/^# a\n(.*\n)+```mermaid\n/);
    const check = await policy(['docs', '--policy', 'a.yaml', '--out', 'a.md', '--check'], { cwd });
    expect(check).toEqual({ code: 1, out: '', err: 'not current a.md: run policy docs\n' });
    expect(existsSync(join(cwd, 'a.md'))).toBe(false);
    await policy(['docs', '--policy', 'a.yaml', '--out', 'a.md'], { cwd });
    expect(readFileSync(join(cwd, 'a.md'), 'utf8')).toBe(out);
  });

  it('tells what a model has from a catalogue', async () => {
    const models = [{ id: 'x/fast', context: 8000, price: { prompt: 1, completion: 2 } }];
    const cwd = temporaryFolder({
      'a.yaml': `policy: a
language: 1
catalogue: models.json
endpoints: { openrouter: { kind: openrouter } }
models: { fast: { id: x/fast, endpoint: openrouter, context: 4000 } }
tiers: { quick: { model: fast, max_tokens: 100 } }
rules: []
default: quick
`,
      'models.json': JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models }),
    });
    const { out } = await policy(['docs', '--policy', 'a.yaml'], { cwd });
    expect(out).toContain('| `fast` | `x/fast` | openrouter | 4,000 | *1* | *2* |');
    expect(out).toContain('In italics: as `models.json` lists it, and not the policy itself.');
    const explained = await policy(['explain', '--policy', 'a.yaml', '--prompt', 'hello'], { cwd });
    expect(explained.out).toContain('max_tokens 100 (outcome), 1 and 2 $/M as models.json lists it');
  });

  it('describes no policy that has errors', async () => {
    const cwd = temporaryFolder({ 'a.yaml': smallPolicy().replace('default: quick', 'default: quack') });
    const { code, out, err } = await policy(['docs', '--policy', 'a.yaml'], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('there is no tier "quack"');
  });

  it.each([
    [['docs', '--check'], '--check needs --out'],
    [['docs', '--out', 'all.md'], 'all.md holds one policy; give a folder for a, b'],
  ])('refuses %j', async (argv, message) => {
    const cwd = temporaryFolder({
      'policies/a.yaml': smallPolicy({ name: 'a' }),
      'policies/b.yaml': smallPolicy({ name: 'b' }),
    });
    const { code, err } = await policy(argv, { cwd });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
