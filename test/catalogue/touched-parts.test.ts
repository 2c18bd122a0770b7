import { describe, expect, it } from 'vitest';
import { touchedParts } from '../../src/catalogue/touched-parts.js';
import type { CatalogueDocument, CatalogueModel } from '../../src/policy/catalogue-document.generated.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { Policy } from '../../src/policy/policy.js';

const base: CatalogueModel[] = [
  { id: 'acme/fast', context: 8000, price: { prompt: 1, completion: 2 } },
  { id: 'acme/deep', context: 9000, price: { prompt: 3, completion: 4 } },
];
const listing = (...models: CatalogueModel[]): CatalogueDocument => ({
  version: 1,
  endpoint_kind: 'openrouter',
  models,
});

function policyWith(catalogue: string, more = ''): Policy {
  const text = `
policy: support
language: 1
${catalogue}
endpoints: { openrouter: { kind: openrouter }, other: { kind: openrouter }, own: { kind: openai } }
models:
  fast: { id: 'acme/fast:floor', endpoint: openrouter }
  deep: { id: acme/deep, endpoint: openrouter, context: 100, deployments: [{ weight: 1 }, { endpoint: other }] }
  twin: { id: acme/deep, endpoint: own }
tiers:
  quick: { model: fast, max_tokens: 100 }
  thorough: { model: deep, max_tokens: 100 }
  inside: { model: twin, max_tokens: 100 }
facts: { task: { from: attribute, path: task } }
rules:
  - { id: hard, when: { task: hard }, then: thorough }
  - { id: direct, when: { task: direct }, then: { model: fast, max_tokens: 5 } }
  - { id: no, when: { task: no }, then: { reject: { message: no } } }
${more}
default: quick
`;
  const { policy, diagnostics } = parsePolicy(text, { readInclude: () => JSON.stringify(listing(...base)) });
  expect(diagnostics).toEqual([]);
  return policy!;
}

const named = policyWith('catalogue: models.json');
const [fast, deep] = base as [CatalogueModel, CatalogueModel];

describe('touchedParts', () => {
  it('is nothing when nothing of the policy changed', () => {
    expect(touchedParts(named, listing(...base), listing(...base, { id: 'new' }))).toEqual({
      ...{ slots: [], tiers: [], rules: [] },
    });
  });

  it('tells the slots, by variant too, and the tiers and rules that lead to them', () => {
    const cheaper = { ...fast, price: { prompt: 0.5, completion: 2 } };
    expect(touchedParts(named, listing(...base), listing(cheaper, deep))).toEqual({
      slots: [
        {
          ...{ slot: 'fast', id: 'acme/fast:floor', endpoint: 'openrouter', listing: 'changed' },
          changes: [{ key: 'price', before: fast.price, after: cheaper.price, stated: false }],
        },
      ],
      tiers: ['quick'],
      rules: ['direct', 'default'],
    });
  });

  it('tells what the policy says itself from what it has from the catalogue, for each deployment', () => {
    const { slots, tiers, rules } = touchedParts(named, listing(...base), listing(fast, { ...deep, context: 7000 }));
    expect(slots.map(({ slot, endpoint, changes }) => [slot, endpoint, changes.map(({ stated }) => stated)])).toEqual([
      ['deep', 'openrouter', [true]],
      ['deep', 'other', [true]],
    ]);
    expect([tiers, rules]).toEqual([['thorough'], ['hard']]);
  });

  it('tells that a model is no longer listed', () => {
    const { slots } = touchedParts(named, listing(...base), listing(deep));
    expect(slots).toMatchObject([{ slot: 'fast', listing: 'removed' }]);
  });

  it('looks at the endpoints that the catalogue is for, else at all of its kind', () => {
    const change = [listing(...base), listing(fast, { ...deep, max_output: 5 })] as const;
    const endpoints = (catalogue: string): string[] =>
      touchedParts(policyWith(catalogue), ...change).slots.map(({ endpoint }) => endpoint);
    expect(endpoints('catalogue: { file: models.json, endpoint: other }')).toEqual(['other']);
    expect(endpoints('')).toEqual(['openrouter', 'other']);
  });

  it('tells of tiers that choose among the whole catalogue whatever changed in it', () => {
    const open = policyWith(
      'catalogue: models.json',
      '  - { id: any, when: { task: any }, then: { cheapest: { among: catalogue }, max_tokens: 5 } }',
    );
    const { rules, tiers } = touchedParts(open, listing(...base), listing(...base, { id: 'new' }));
    expect([rules, tiers]).toEqual([['any'], []]);
  });
});
