import { describe, expect, it } from 'vitest';
import catalogueSchema from '#schemas/catalogue.schema.json' with { type: 'json' };
import policySchema from '#schemas/policy.schema.json' with { type: 'json' };
import { checkCatalogue, maxCatalogueBytes } from '../../src/policy/check-catalogue.js';

const catalogue = (models: unknown): string => JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models });
const codes = (text: string, file = 'models.json') => checkCatalogue(text, file).diagnostics.map(({ code }) => code);

describe('checkCatalogue', () => {
  it('reads what fits the schema', () => {
    expect(checkCatalogue(catalogue([{ id: 'a' }]), 'models.json').document).toEqual({
      version: 1,
      endpoint_kind: 'openrouter',
      models: [{ id: 'a' }],
    });
  });

  it('refuses what is larger than it reads, and says how much that is', () => {
    const large = catalogue([]) + ' '.repeat(maxCatalogueBytes);
    expect(checkCatalogue(large, 'models.json').diagnostics).toMatchObject([
      { code: 'file-too-large', message: 'a catalogue in JSON may have at most 8 MiB' },
    ]);
    expect(codes(`# ${'x'.repeat(1024 * 1024)}`, 'models.yaml')).toEqual(['file-too-large']);
    expect(codes(catalogue([]) + ' '.repeat(maxCatalogueBytes / 2))).toEqual([]);
  });

  it('counts bytes, not characters', () => {
    expect(codes(catalogue([{ id: 'é'.repeat(maxCatalogueBytes / 2) }]))).toEqual(['file-too-large']);
  });

  it('says so often enough that a file is wrong throughout', () => {
    const { diagnostics } = checkCatalogue(
      catalogue(Array.from({ length: 400 }, () => ({ name: 'a' }))),
      'models.json',
    );
    expect(diagnostics).toHaveLength(20);
    expect(diagnostics.at(-1)?.message).toMatch(/and \d+ more such findings in this file\)$/);
  });

  it('takes no price for a free model of OpenRouter, which elsewhere may be an id like any other', () => {
    const model = { id: 'a:free', price: { prompt: 1, completion: 1 } };
    expect(codes(catalogue([model]))).toEqual(['invalid-value']);
    expect(codes(catalogue([{ ...model, price: { prompt: 0, completion: 0 } }]))).toEqual([]);
    expect(codes(catalogue([model]).replace('openrouter', 'openai'))).toEqual([]);
  });

  it('has no prototype to pollute', () => {
    const text =
      '{"version":1,"endpoint_kind":"openai","models":[{"id":"a","__proto__":{"price":{"prompt":0,"completion":0}}}]}';
    expect(codes(text)).toEqual(['unknown-key']);
  });
});

describe('the schema of catalogues', () => {
  it('says of models what the schema of policies says', () => {
    const own = catalogueSchema.$defs as Readonly<Record<string, unknown>>;
    const policy = policySchema.$defs as Readonly<Record<string, unknown>>;
    const shared = Object.keys(own).filter((name) => !['CatalogueModel', 'Moment'].includes(name));
    expect(shared).toEqual(expect.arrayContaining(['Price', 'TokenLimit', 'Ability', 'SupportedParams']));
    for (const name of shared) expect([name, own[name]]).toEqual([name, policy[name]]);
  });
});
