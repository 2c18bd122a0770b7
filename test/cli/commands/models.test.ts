import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const catalogue = JSON.stringify({
  version: 1,
  endpoint_kind: 'openrouter',
  source: 'http://127.0.0.1/models',
  changed_at: '2026-01-01T00:00:00.000Z',
  models: [
    { id: 'a/dear', context: 200000, price: { prompt: 3, completion: 15 }, abilities: ['tools', 'vision'] },
    { id: 'b/cheap', context: 8000, max_output: 4000, price: { prompt: 1, completion: 2 }, abilities: ['tools'] },
    { id: 'c/free', context: 32000, price: { prompt: 0, completion: 0 }, abilities: [] },
    { id: 'd/unknown' },
  ],
});

const support = `
policy: support
language: 1
catalogue: models.json
endpoints: { openrouter: { kind: openrouter }, own: { kind: openai } }
models:
  dear: { id: a/dear, endpoint: openrouter, price: { prompt: 1, completion: 9 } }
  cheap: { id: b/cheap, endpoint: openrouter, deployments: [{ weight: 1 }, { id: llama, endpoint: own }] }
  lost: { id: z/lost, endpoint: openrouter }
tiers: { all: { model: dear, fallbacks: [cheap, lost], max_tokens: 100 } }
rules: []
default: all
`;
const policies = { 'policies/support.yaml': support, 'policies/models.json': catalogue };

async function ids(...argv: string[]): Promise<string[]> {
  const ran = await policy(['models', '--json', ...argv], { cwd: temporaryFolder({ 'models.json': catalogue }) });
  expect(ran.code).toBe(0);
  return ran.out.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { id: string }).id]));
}

async function serve(answer: () => { status: number; body: string }): Promise<string> {
  const server = createServer((_, response) => {
    const { status, body } = answer();
    response.writeHead(status, { connection: 'close' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
}

describe('policy models', () => {
  it('leaves out what is not known to fit', async () => {
    expect(await ids('--needs', 'tools,vision')).toEqual(['a/dear']);
    expect(await ids('--max-price', '2')).toEqual(['b/cheap', 'c/free']);
    expect(await ids('--min-context', '32000')).toEqual(['a/dear', 'c/free']);
    expect(await ids('--free')).toEqual(['c/free']);
    expect(await ids('--search', 'CHEAP')).toEqual(['b/cheap']);
  });

  it('sorts what is unknown last', async () => {
    expect(await ids('--sort', 'price')).toEqual(['c/free', 'b/cheap', 'a/dear', 'd/unknown']);
    expect(await ids('--sort', 'context')).toEqual(['a/dear', 'c/free', 'b/cheap', 'd/unknown']);
  });

  it('draws a table', async () => {
    const ran = await policy(['models'], { cwd: temporaryFolder({ 'models.json': catalogue }) });
    expect(ran.out).toMatch(/^b\/cheap +8000 +4000 +1 +2 {2}tools$/m);
    expect(ran.err).toBe('4 of 4 models\n');
  });

  it('draws the slots of the policies where there are some, each deployment by itself, and where values come from', async () => {
    const ran = await policy(['models'], { cwd: temporaryFolder(policies) });
    expect(ran.out.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'slot | model | endpoint | context | max output | prompt $/M | completion $/M | abilities | from policies/models.json',
      'dear | a/dear | openrouter | 200000 | 1 | 9 | tools vision | context, abilities',
      'cheap | b/cheap | openrouter | 8000 | 4000 | 1 | 2 | tools | context, max_output, price, abilities',
      'cheap | llama | own',
      'lost | z/lost | openrouter | not listed',
      '',
    ]);
    expect(ran.err).toBe('4 of 4 slots\npolicies/models.json lists 4 models: --all shows them\n');
  });

  it('filters, sorts and searches slots like models, and lists the catalogues beside them', async () => {
    const cwd = temporaryFolder(policies);
    const list = async (...argv: string[]): Promise<readonly unknown[]> => {
      const { out } = await policy(['models', '--json', ...argv], { cwd });
      return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    };
    const names = async (...argv: string[]) => (await list(...argv)).map((row) => (row as { id: string }).id);
    expect(await names('--max-price', '2')).toEqual(['b/cheap']);
    expect(await names('--search', 'LOST')).toEqual(['z/lost']);
    expect(await names('--search', 'cheap')).toEqual(['b/cheap', 'llama']);
    expect(await names('--all', '--sort', 'price')).toEqual([
      'c/free',
      'b/cheap',
      'a/dear',
      'd/unknown',
      'llama',
      'z/lost',
    ]);
    expect(await list('--search', 'a/dear')).toEqual([
      {
        ...{ policy: 'support', slot: 'dear', id: 'a/dear', endpoint: 'openrouter', context: 200000 },
        ...{ price: { prompt: 1, completion: 9 }, abilities: ['tools', 'vision'], labels: [] },
        from_catalogue: { file: 'policies/models.json', id: 'a/dear', keys: ['context', 'abilities'] },
        price_source: 'policy',
      },
    ]);
    const sources = (await list()).map((row) => (row as { price_source: unknown }).price_source);
    expect(sources).toEqual(['policy', 'catalogue', null, null]);
  });

  it('names the policy where there are several', async () => {
    const two = { ...policies, 'policies/sales.yaml': support.replace('policy: support', 'policy: sales') };
    const { out } = await policy(['models'], { cwd: temporaryFolder(two) });
    expect(out).toMatch(/^policy +slot/);
    expect(out).toMatch(/^sales +dear/m);
    expect(out).toMatch(/^support +dear/m);
  });

  it('shows what is wrong with a policy instead of its slots', async () => {
    const cwd = temporaryFolder({ 'policies/support.yaml': support });
    const ran = await policy(['models'], { cwd });
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('run `policy models sync --file policies/models.json`');
  });

  it.each([
    [['--policy', 'policies', '--catalogue', 'policies/models.json'], 'give one of the two'],
    [['--catalogue', 'policies/models.json', '--all'], '--all is for --policy'],
    [['--policy', 'elsewhere'], 'elsewhere does not exist'],
  ])('refuses %j', async (flags, message) => {
    const ran = await policy(['models', ...flags], { cwd: temporaryFolder(policies) });
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(message);
  });

  it('says what to do where there is neither', async () => {
    const ran = await policy(['models'], { cwd: temporaryFolder() });
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.err).toContain('neither a folder policies nor a file models.json');
  });

  it('refuses a file that is missing or no catalogue, and a need that does not exist', async () => {
    const cwd = temporaryFolder({ 'other.json': '{}' });
    const missing = await policy(['models', '--catalogue', 'none.json'], { cwd });
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.err).toContain('policy models sync --file none.json writes one');
    const other = await policy(['models', '--catalogue', 'other.json'], { cwd });
    expect(other).toMatchObject({ code: 2 });
    expect(other.err).toContain('this is no catalogue: it has neither');
    expect(other.err).toContain('other.json is no catalogue');
    expect(await policy(['models', '--needs', 'smell'], { cwd })).toMatchObject({ code: 2 });
  });
});

describe('policy models sync', () => {
  it('writes the file, tells what changed, and keeps it when the next answer is none', async () => {
    const cwd = temporaryFolder();
    let answer = { status: 200, body: JSON.stringify({ data: [{ id: 'a' }, { id: 'b' }] }) };
    const url = await serve(() => answer);
    const sync = () => policy(['models', 'sync', '--url', url], { cwd });
    expect(await sync()).toEqual({ code: 0, out: '', err: 'models.json: 2 models: 2 added, 0 removed, 0 changed\n' });
    answer = { status: 200, body: JSON.stringify({ data: [{ id: 'b', context_length: 9 }, { id: 'c' }] }) };
    expect((await sync()).err).toBe('models.json: 2 models: 1 added, 1 removed, 1 changed\n');
    const before = readFileSync(join(cwd, 'models.json'), 'utf8');
    answer = { status: 500, body: '' };
    const failed = await sync();
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('answered with status 500; models.json is as it was');
    expect(readFileSync(join(cwd, 'models.json'), 'utf8')).toBe(before);
  });

  it('refuses what is no address', async () => {
    expect(await policy(['models', 'sync', '--url', 'nowhere'])).toMatchObject({ code: 2 });
  });

  it('tells what the change means for policies, and keeps the file when one of them would be refused', async () => {
    const cwd = temporaryFolder({ ...policies, 'policies/support.yaml': budgeted });
    let price = '0.000002';
    const url = await serve(() => ({ status: 200, body: JSON.stringify({ data: [priced('b/cheap', price)] }) }));
    const sync = () =>
      policy(['models', 'sync', '--file', 'policies/models.json', '--url', url, '--policy', 'policies'], { cwd });
    expect(await sync()).toEqual({
      code: 0,
      out: 'support: 1 slot touched\n  cheap (b/cheap at openrouter): context 8000 → unknown; max_output 4000 → unknown; abilities tools → unknown\n  tiers: all\n  rules: default\n',
      err: 'policies/models.json: 1 model: 0 added, 3 removed, 1 changed\n',
    });
    const before = readFileSync(join(cwd, 'policies/models.json'), 'utf8');
    price = '';
    const refused = await sync();
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(
      /with it, policy "support" would be refused: the price of model slot "cheap" is unknown/,
    );
    expect(readFileSync(join(cwd, 'policies/models.json'), 'utf8')).toBe(before);
  });

  it('never overwrites a file that is something else', async () => {
    const cwd = temporaryFolder({ 'package.json': '{"name":"service"}' });
    const url = await serve(() => ({ status: 200, body: JSON.stringify({ data: [{ id: 'a' }] }) }));
    const ran = await policy(['models', 'sync', '--file', 'package.json', '--url', url], { cwd });
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain('package.json is no catalogue');
    expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe('{"name":"service"}');
  });
});

const priced = (id: string, completion: string) => ({ id, pricing: { prompt: '0.000001', completion } });
const budgeted = `
policy: support
language: 1
catalogue: models.json
endpoints: { openrouter: { kind: openrouter } }
models: { cheap: { id: b/cheap, endpoint: openrouter } }
tiers: { all: { model: cheap, max_tokens: 100 } }
rules: []
default: all
budgets: { day: { limit_usd: 5, per: day, timezone: UTC } }
`;

describe('policy models diff', () => {
  const later = JSON.stringify({
    ...JSON.parse(catalogue),
    models: [
      { id: 'a/dear', context: 200000, price: { prompt: 3, completion: 12, image: 0.1 }, abilities: ['tools'] },
      { id: 'b/cheap', context: 16000, max_output: 4000, price: { prompt: 1, completion: 2 }, abilities: ['tools'] },
      { id: 'c/free', context: 32000, price: { prompt: 0, completion: 0 }, abilities: [] },
    ],
  });
  const cwd = () => temporaryFolder({ ...policies, 'later.json': later });
  const diff = (...argv: string[]) => policy(['models', 'diff', ...argv], { cwd: cwd() });

  it('tells each change in words', async () => {
    expect(await diff('policies/models.json', 'later.json')).toEqual({
      code: 1,
      out: '- d/unknown\n~ a/dear: completion 15 → 12 $/M; image unknown → 0.1 $ each; abilities -vision\n~ b/cheap: context 8000 → 16000\n',
      err: '0 added, 1 removed, 2 changed\n',
    });
  });

  it('is good when nothing changed, or nothing of the policies', async () => {
    expect(await diff('later.json', 'later.json')).toEqual({ code: 0, out: '', err: 'nothing changed\n' });
    const own = temporaryFolder({ ...policies, 'policies/support.yaml': budgeted, 'later.json': later });
    const ran = await policy(['models', 'diff', 'later.json', 'policies/models.json', '--policy', 'policies'], {
      cwd: own,
    });
    expect(ran).toMatchObject({ code: 1 });
    const onlyNew = JSON.stringify({ ...JSON.parse(later), models: [...JSON.parse(later).models, { id: 'new' }] });
    const other = temporaryFolder({ ...policies, 'policies/models.json': later, 'later.json': onlyNew });
    expect(
      await policy(['models', 'diff', 'policies/models.json', 'later.json', '--policy', 'policies'], { cwd: other }),
    ).toEqual({
      code: 0,
      out: '+ new\n',
      err: '1 added, 0 removed, 0 changed; no slot of the policies is touched\n',
    });
  });

  it('writes the changes, and what they touch, as JSON', async () => {
    const { code, out, err } = await diff('policies/models.json', 'later.json', '--policy', 'policies', '--json');
    expect([code, err]).toEqual([1, '']);
    const report = JSON.parse(out);
    expect(report.removed).toEqual([{ id: 'd/unknown' }]);
    expect(report.policies[0]).toMatchObject({
      ...{ policy: 'support', tiers: ['all'], rules: ['default'] },
      slots: [
        {
          slot: 'dear',
          changes: [
            { key: 'price', stated: true },
            { key: 'abilities', stated: false },
          ],
        },
        { slot: 'cheap', changes: [{ key: 'context', before: 8000, after: 16000, stated: false }] },
      ],
    });
  });

  it.each([
    [['later.json', 'none.json'], 'none.json does not exist'],
    [['later.json', 'policies/support.yaml'], 'policies/support.yaml is no catalogue'],
    [['later.json'], "missing required argument 'new'"],
    [['later.json', 'later.json', '--policy', 'none'], 'none does not exist'],
  ])('cannot run as %j', async (argv, message) => {
    const ran = await diff(...argv);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(message);
  });

  it('compares no models of different endpoints', async () => {
    const own = JSON.stringify({ version: 1, endpoint_kind: 'openai', models: [] });
    const ran = await policy(['models', 'diff', 'own.json', 'later.json'], {
      cwd: temporaryFolder({ 'own.json': own, 'later.json': later }),
    });
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.err).toContain('different endpoints');
  });
});
