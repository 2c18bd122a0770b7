import { describe, expect, it } from 'vitest';
import type { CatalogueDocument, CatalogueModel } from '../../src/policy/catalogue-document.generated.js';
import { deploymentsOf } from '../../src/policy/deployments-of.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { Policy } from '../../src/policy/policy.js';

const listed: readonly CatalogueModel[] = [
  { id: 'a/big', context: 200_000, max_output: 8_000, price: { prompt: 3, completion: 15 }, abilities: ['tools'] },
  { id: 'a/big:free', context: 32_000, price: { prompt: 0, completion: 0 } },
  { id: 'a/small', context: 8_000, price: { prompt: 0.1, completion: 0.4 }, supported_params: ['temperature'] },
  { id: 'a/gift:free', price: { prompt: 0, completion: 0 } },
];

function catalogue(models: readonly CatalogueModel[], more: Partial<CatalogueDocument> = {}): string {
  return JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models, ...more });
}

interface Given {
  readonly slots: string;
  readonly key?: string;
  readonly endpoints?: string;
  readonly files?: Readonly<Record<string, string>>;
}

function read({ slots, key = 'catalogue: models.json', endpoints = '', files = {} }: Given) {
  const text = [
    'policy: support',
    'language: 1',
    key,
    'endpoints:',
    '  openrouter: { kind: openrouter, api_key: { env: OPENROUTER_API_KEY } }',
    endpoints,
    `models: { ${slots} }`,
    'tiers: { all: { model: s, max_tokens: 100 } }',
    'rules: []',
    'default: all',
  ].join('\n');
  const all: Readonly<Record<string, string>> = { 'models.json': catalogue(listed), ...files };
  return parsePolicy(text, { readInclude: (path) => all[path] });
}

function good(given: Given): Policy {
  const { policy, diagnostics } = read(given);
  expect(diagnostics).toEqual([]);
  return policy!;
}

const slotOf = (given: Given) => good(given).models.get('s')!;

describe('a slot of a policy with a catalogue', () => {
  it('has from it what it does not say itself', () => {
    expect(slotOf({ slots: 's: { id: a/big, endpoint: openrouter }' })).toMatchObject({
      ...{ context: 200_000, maxOutput: 8_000, price: { prompt: 3, completion: 15 }, abilities: ['tools'] },
      listing: { file: 'models.json', id: 'a/big', filled: ['context', 'maxOutput', 'price', 'abilities'] },
    });
  });

  it('keeps what it says itself, and its price as a whole', () => {
    const { context, price, listing } = slotOf({
      slots: 's: { id: a/big, endpoint: openrouter, context: 1000, price: { prompt: 1, completion: 2 } }',
      files: { 'models.json': catalogue([{ id: 'a/big', price: { prompt: 3, completion: 9, cached_read: 1 } }]) },
    });
    expect([context, price, listing?.filled]).toEqual([1000, { prompt: 1, completion: 2 }, []]);
  });

  it('reaches the chains of tiers as it was filled', () => {
    const policy = good({ slots: 's: { id: a/big, endpoint: openrouter }' });
    expect(policy.tiers.get('all')?.chain[0]).toBe(policy.models.get('s'));
  });

  it.each([
    ['a/big:free', 0, 32_000],
    ['a/gift:free', 0, undefined],
    ['a/small:free', undefined, undefined],
    ['a/gift', undefined, undefined],
    ['a/big:floor', 15, 200_000],
    ['a/big:nitro', undefined, 200_000],
    ['a/big:online', undefined, 200_000],
    ['a/big:beta', undefined, undefined],
  ])('never mixes paid and free: %s costs %s', (id, price, context) => {
    const slot = slotOf({ slots: `s: { id: '${id}', endpoint: openrouter }` });
    expect([slot.price?.completion, slot.context]).toEqual([price, context]);
  });

  it('reads a colon as part of the id at an endpoint that is not OpenRouter', () => {
    const slot = slotOf({
      slots: "s: { id: 'llama:floor', endpoint: own }",
      endpoints: '  own: { kind: openai }',
      files: { 'models.json': catalogue([{ id: 'llama', context: 5 }], { endpoint_kind: 'openai' }) },
    });
    expect(slot.listing).toBeUndefined();
  });

  it('has each of its deployments filled by itself', () => {
    const slot = slotOf({
      slots: 's: { id: a/big, endpoint: openrouter, deployments: [{ weight: 2 }, { id: a/small, context: 9 }] }',
    });
    expect(deploymentsOf(slot).map(({ context, price }) => [context, price?.completion])).toEqual([
      [200_000, 15],
      [9, 0.4],
    ]);
  });
});

describe('the catalogues of a policy', () => {
  const own = catalogue(
    [
      { id: 'a/big', context: 5 },
      { id: 'llama', context: 9 },
    ],
    { endpoint_kind: 'openai' },
  );
  const files = { 'own.json': own };
  const endpoints = '  one: { kind: openai }\n  two: { kind: openai }';

  it('know the models of all endpoints of their kind', () => {
    const policy = good({
      slots: 's: { id: llama, endpoint: two }, t: { id: a/big, endpoint: openrouter }',
      key: 'catalogue: [own.json, models.json]',
      ...{ endpoints, files },
    });
    expect([...policy.models.values()].map(({ context }) => context)).toEqual([9, 200_000]);
  });

  it('know the models of the endpoint that is named only', () => {
    const policy = good({
      slots: 's: { id: llama, endpoint: one }, t: { id: llama, endpoint: two }',
      key: 'catalogue: { file: own.json, endpoint: two }',
      ...{ endpoints, files },
    });
    expect([...policy.models.values()].map(({ context }) => context)).toEqual([undefined, 9]);
  });

  it('are asked in their order: the first that lists an id says all there is to it', () => {
    const slot = slotOf({
      slots: 's: { id: a/big, endpoint: openrouter }',
      key: 'catalogue: [first.json, models.json]',
      files: { 'first.json': catalogue([{ id: 'a/big', context: 7 }]) },
    });
    expect([slot.context, slot.price, slot.listing?.file]).toEqual([7, undefined, 'first.json']);
  });

  it('may be named by an include, relative to it', () => {
    const shared = 'catalogue: models.json\nmodels: { s: { id: a/new, endpoint: openrouter } }';
    const slot = slotOf({
      slots: '',
      key: 'include: [shared/base.yaml]',
      files: { 'shared/base.yaml': shared, 'shared/models.json': catalogue([{ id: 'a/new', context: 3 }]) },
    });
    expect([slot.context, slot.listing?.file]).toEqual([3, 'shared/models.json']);
  });

  it('may be written as YAML', () => {
    const yaml = 'version: 1\nendpoint_kind: openrouter # by hand\nmodels: [{ id: a/big, context: 4 }]';
    const slot = slotOf({
      slots: 's: { id: a/big, endpoint: openrouter }',
      key: 'catalogue: models.yaml',
      files: { 'models.yaml': yaml },
    });
    expect(slot.context).toBe(4);
  });

  it('offer every model as a complete slot, at several endpoints as deployments', () => {
    const policy = good({
      slots: 's: { id: a/big, endpoint: openrouter }',
      key: 'catalogue: [models.json, own.json]',
      ...{ endpoints, files },
    });
    const { catalogueSlots } = policy;
    expect([...catalogueSlots.keys()]).toEqual(['a/big', 'a/big:free', 'a/small', 'a/gift:free', 'llama']);
    expect(catalogueSlots.get('a/small')).toMatchObject({
      ...{ name: 'a/small', id: 'a/small', context: 8_000, labels: [], supportedParams: ['temperature'] },
      endpoint: policy.endpoints.get('openrouter'),
      price: { prompt: 0.1, completion: 0.4 },
    });
    const at = (id: string) =>
      deploymentsOf(catalogueSlots.get(id)!).map(({ endpoint, context }) => [endpoint.name, context]);
    expect(at('a/big')).toEqual([
      ['openrouter', 200_000],
      ['one', 5],
      ['two', 5],
    ]);
    expect(at('llama')).toEqual([
      ['one', 9],
      ['two', 9],
    ]);
  });
});

describe('the version of a policy', () => {
  const slots = 's: { id: a/big, endpoint: openrouter }';
  const versionWith = (text: string): string => good({ slots, files: { 'models.json': text } }).version;

  it('changes with what its catalogue says of models', () => {
    const dearer = listed.map((model) => ({ ...model, price: { prompt: 4, completion: 15 } }));
    expect(versionWith(catalogue(dearer.filter(({ id }) => !id.endsWith(':free'))))).not.toBe(
      versionWith(catalogue(listed)),
    );
  });

  it('does not change with when the source was asked', () => {
    const asked = catalogue(listed, { checked_at: '2026-03-02T09:00:00Z', etag: 'x', source: 'https://models.test' });
    expect(versionWith(asked)).toBe(versionWith(catalogue(listed)));
  });
});
