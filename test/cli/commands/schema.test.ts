import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/policy/parse-yaml.js';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

/** What is wrong with a text for a generated schema, shortly. */
function misfits(schemaFile: string, text: string): string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  validate(parseYaml(text, 'x').value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const fixtures = `policy: small.yaml
cases:
  - name: x
    facts: { task: code, level: null, words: 3, secret: true, trial: treatment }
    matrix: { words: [1, 2] }
    simulate: { fast: [overloaded] }
    expect: { rule: by-size.below-3, tier: quick, slots: [fast], exposures: [trial], constraints: [secrets-stay] }
`;

describe('policy schema', () => {
  it('writes a schema that takes the policy and its fixtures, and no name that they do not know', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': smallPolicy() });
    const { code, err } = await policy(['schema'], { cwd });
    expect(err).toBe('wrote policies/.schema/small.schema.json\nwrote policies/.schema/small.test.schema.json\n');
    expect(code).toBe(0);
    const own = join(cwd, 'policies/.schema/small.schema.json');
    const ownFixtures = join(cwd, 'policies/.schema/small.test.schema.json');
    expect(misfits(own, smallPolicy())).toEqual([]);
    expect(misfits(ownFixtures, fixtures)).toEqual([]);
    for (const [before, after] of [
      ['default: quick', 'default: quack'],
      ['then: thorough', 'then: { tier: quack }'],
      ['{ task: code }', '{ tusk: code }'],
      ['{ task: code }', '{ task: cod }'],
      ['{ task: code }', '{ task: { above: 3 } }'],
      ['{ at_least: 3 }', '{ at_least: three }'],
      ['{ above: 5 }', '{ contains: five }'],
      ['by: words', 'by: wards'],
      ['fallbacks: [deep]', 'fallbacks: [quick]'],
      ['endpoint: here', 'endpoint: there'],
      ['labels: [private] }\n', 'labels: [public] }\n'],
    ] as const) {
      const index = smallPolicy().lastIndexOf(before);
      const text = `${smallPolicy().slice(0, index)}${after}${smallPolicy().slice(index + before.length)}`;
      expect(misfits(own, text), after).not.toEqual([]);
    }
    for (const [before, after] of [
      ['by-size.below-3', 'by-size.below-4'],
      ['tier: quick', 'tier: quack'],
      ['slots: [fast]', 'slots: [quick]'],
      ['[trial]', '[task]'],
      ['secrets-stay', 'secrets-go'],
      ['task: code', 'task: cod'],
      ['words: 3', 'words: 0.5'],
      ['words: 3', 'words: null'],
      ['words: [1, 2]', 'wards: [1, 2]'],
      ['{ fast: ', '{ fist: '],
    ] as const) {
      expect(fixtures).toContain(before);
      expect(misfits(ownFixtures, fixtures.replace(before, after)), after).not.toEqual([]);
    }
  });

  it('knows what an include defines, and lets any name through where one cannot be read', async () => {
    const [, models = ''] = /(models:\n(?: .*\n)+)/.exec(smallPolicy()) ?? [];
    const text = smallPolicy().replace(models, 'include: [shared/models.yaml]\n');
    const cwd = temporaryFolder({ 'policies/small.yaml': text, 'policies/shared/models.yaml': models });
    const own = join(cwd, 'policies/.schema/small.schema.json');
    const broken = text.replace('model: fast', 'model: fist');
    await policy(['schema'], { cwd });
    expect(misfits(own, text)).toEqual([]);
    expect(misfits(own, broken)).not.toEqual([]);
    writeFileSync(join(cwd, 'policies/shared/models.yaml'), 'models: [');
    const again = await policy(['schema'], { cwd });
    expect(again.err).toMatch(/^note: .*small.yaml has mistakes, which policy validate shows/);
    expect(again.code).toBe(0);
    expect(misfits(own, broken)).toEqual([]);
  });

  it('keeps the names of a policy with mistakes', async () => {
    const text = smallPolicy()
      .replace('default: quick', 'default: nowhere')
      .replace('one_of: [draft, code, forbidden]', 'one_of: 7');
    const cwd = temporaryFolder({ 'small.yaml': text });
    await policy(['schema', '--policy', 'small.yaml', '--out', 'out/small.schema.json'], { cwd });
    const own = join(cwd, 'out/small.schema.json');
    expect(existsSync(join(cwd, 'out/small.test.schema.json'))).toBe(true);
    expect(misfits(own, smallPolicy())).toEqual([]);
    expect(misfits(own, smallPolicy().replace('{ task: code }', '{ tusk: code }'))).not.toEqual([]);
    expect(misfits(own, smallPolicy().replace('{ task: code }', '{ task: 7 }'))).toEqual([]);
  });

  it('writes to standard output', async () => {
    const cwd = temporaryFolder({ 'small.yaml': smallPolicy() });
    const { out, err, code } = await policy(['schema', '--policy', 'small.yaml', '--out', '-'], { cwd });
    expect(JSON.parse(out)).toMatchObject({ title: 'Signalbox policy of small' });
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  it('checks that schemas are current, without writing', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': smallPolicy() });
    expect(await policy(['schema', '--check'], { cwd })).toMatchObject({ code: 1 });
    expect(existsSync(join(cwd, 'policies/.schema'))).toBe(false);
    await policy(['schema'], { cwd });
    expect(await policy(['schema', '--check'], { cwd })).toEqual({ code: 0, out: '', err: '' });
    writeFileSync(join(cwd, 'policies/small.yaml'), smallPolicy().replaceAll('thorough', 'deeper'));
    const { code, err } = await policy(['schema', '--check'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('not current policies/.schema/small.schema.json: run policy schema');
  });

  it('writes again when a policy changes, until it is interrupted', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': smallPolicy() });
    let interrupt = (): void => {};
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    let seen = '';
    let changed = false;
    const onError = (text: string): void => {
      seen += text;
      if (!changed && seen.includes('watching for changes')) {
        changed = true;
        writeFileSync(join(cwd, 'policies/small.yaml'), smallPolicy().replaceAll('thorough', 'deeper'));
      }
      if (seen.split('watching for changes').length > 2) interrupt();
    };
    expect(await policy(['schema', '--watch'], { cwd, interrupted, onError })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'policies/.schema/small.schema.json'), 'utf8')).toContain('"deeper"');
  });

  it.each([
    [['schema', '--policy', 'nowhere'], 'nowhere does not exist'],
    [['schema', '--out', 'x.json'], '--out is for one policy; name one of'],
    [['schema', '--watch', '--check'], 'exclude each other'],
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
