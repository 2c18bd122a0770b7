import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const messy = 'default:   quick\npolicy: small # its name\n';
const tidy = 'policy: small # its name\ndefault: quick\n';
const fixtures = 'cases:\n- expect: {tier: quick}\n  name:   one\npolicy: a.yaml\n';

describe('policy fmt', () => {
  it('formats policies, what they include, and fixtures', async () => {
    const include = 'tiers:\n    q: {max_tokens: 1,model: m}\n';
    const cwd = temporaryFolder({
      'policies/a.yaml': `include: [shared/tiers.yaml]\n${messy}`,
      'policies/a.test.yaml': fixtures,
      'policies/shared/tiers.yaml': include,
      'policies/notes.yaml': 'mine:   1\n',
    });
    const { code, err } = await policy(['fmt'], { cwd });
    expect(err).toBe('wrote policies/a.test.yaml\nwrote policies/a.yaml\nwrote policies/shared/tiers.yaml\n');
    expect(code).toBe(0);
    const read = (name: string): string => readFileSync(join(cwd, 'policies', name), 'utf8');
    expect(read('a.yaml')).toBe('policy: small # its name\ninclude: [shared/tiers.yaml]\ndefault: quick\n');
    expect(read('a.test.yaml')).toBe('policy: a.yaml\ncases:\n  - name: one\n    expect: { tier: quick }\n');
    expect(read('shared/tiers.yaml')).toBe('tiers:\n  q: { model: m, max_tokens: 1 }\n');
    expect(read('notes.yaml')).toBe('mine:   1\n');
    expect(await policy(['fmt'], { cwd })).toEqual({ code: 0, out: '', err: '' });
  });

  it('leaves a catalogue in JSON as it is', async () => {
    const catalogue = '{ "version": 1, "endpoint_kind": "openrouter", "models": [] }';
    const cwd = temporaryFolder({
      'policies/a.yaml': 'policy: a\ncatalogue: models.json\n',
      'policies/models.json': catalogue,
    });
    expect(await policy(['fmt'], { cwd })).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(cwd, 'policies/models.json'), 'utf8')).toBe(catalogue);
  });

  it('puts the keys of a choice by price into one order', async () => {
    const cwd = temporaryFolder({
      'policies/a.yaml':
        'policy: a\ntiers:\n  t: { max_tokens: 1, cheapest: { free: true, among: [x], needs: [tools] } }\n',
    });
    await policy(['fmt'], { cwd });
    expect(readFileSync(join(cwd, 'policies/a.yaml'), 'utf8')).toContain(
      '  t: { cheapest: { among: [x], needs: [tools], free: true }, max_tokens: 1 }\n',
    );
  });

  it('checks without writing', async () => {
    const cwd = temporaryFolder({ 'policies/a.yaml': messy });
    const { code, err } = await policy(['fmt', '--check'], { cwd });
    expect({ code, err }).toEqual({ code: 1, err: 'not current policies/a.yaml: run policy fmt\n' });
    expect(readFileSync(join(cwd, 'policies/a.yaml'), 'utf8')).toBe(messy);
    await policy(['fmt', 'policies/a.yaml'], { cwd });
    expect(await policy(['fmt', '--check'], { cwd })).toMatchObject({ code: 0, err: '' });
  });

  it('goes from standard input to standard output', async () => {
    expect(await policy(['fmt', '-'], { stdin: messy })).toEqual({ code: 0, out: tidy, err: '' });
    expect(await policy(['fmt', '-'], { stdin: fixtures })).toMatchObject({
      out: expect.stringMatching(/^policy: a\.yaml/),
    });
  });

  it('leaves a file alone that is not YAML, says what is wrong, and formats the others', async () => {
    const cwd = temporaryFolder({ 'policies/a.yaml': 'policy: [', 'policies/b.yaml': messy });
    const { code, err } = await policy(['fmt'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('this `[` is never closed');
    expect(err).toContain('policies/a.yaml is left as it is');
    expect(readFileSync(join(cwd, 'policies/a.yaml'), 'utf8')).toBe('policy: [');
    expect(readFileSync(join(cwd, 'policies/b.yaml'), 'utf8')).toBe(tidy);
  });

  it.each([
    [['fmt', 'gone.yaml'], 'gone.yaml cannot be read: it does not exist'],
    [['fmt', '--policy', 'gone'], 'gone does not exist'],
    [['fmt', '-', 'a.yaml'], '- stands alone'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await policy(argv, { cwd: temporaryFolder({ 'a.yaml': smallPolicy() }) });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
