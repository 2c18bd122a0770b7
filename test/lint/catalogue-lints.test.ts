import { describe, expect, it } from 'vitest';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import type { CatalogueDocument } from '../../src/policy/catalogue-document.generated.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { compilePolicy } from '../../src/rules/compile-policy.js';

const day = 86_400_000;
const now = Date.parse('2026-03-12T09:00:00Z');

interface Given {
  readonly id?: string;
  readonly endpoint?: string;
  readonly catalogue?: string;
  readonly document?: Partial<CatalogueDocument>;
  readonly now?: number;
}

async function lint({ id = 'acme/small', endpoint = 'openrouter', catalogue = 'models.json', ...given }: Given) {
  const text = `
policy: test
language: 1
catalogue: ${catalogue}
endpoints: { openrouter: { kind: openrouter }, own: { kind: openai } }
models:
  small: { id: '${id}', endpoint: ${endpoint}, context: 8000 }
  large: { id: other/large, endpoint: openrouter, context: 8000 }
tiers: { quick: { model: small, fallbacks: [large], max_tokens: 500 } }
rules: []
default: quick
`;
  const document = {
    version: 1,
    endpoint_kind: 'openrouter',
    models: ['acme/small', 'other/large'].map((each) => ({ id: each })),
  };
  const readInclude = () => JSON.stringify({ ...document, ...given.document });
  const { policy, diagnostics } = parsePolicy(text, { readInclude });
  expect(diagnostics).toEqual([]);
  const { compiled } = await compilePolicy(policy!);
  return lintPolicy(compiled!, given.now === undefined ? {} : { now: given.now }).map(({ code, help, message }) => ({
    code,
    help,
    message,
  }));
}

describe('unlisted-model', () => {
  it('says nothing of a listed model, and of one at an endpoint without a catalogue', async () => {
    expect(await lint({})).toEqual([]);
    expect(await lint({ id: 'llama', endpoint: 'own' })).toEqual([]);
    expect(await lint({ id: 'acme/small:nitro' })).toEqual([]);
  });

  it.each([
    ['acme/smal', 'did you mean "acme/small"?'],
    ['acme/small:free', expect.stringMatching(/^it lists "acme\/small" without the variant/)],
    ['new/model', expect.stringMatching(/^check the id/)],
  ])('helps with %s', async (id, help) => {
    expect(await lint({ id })).toMatchObject([{ code: 'unlisted-model', help }]);
  });
});

describe('stale-catalogue', () => {
  const catalogue = '{ file: models.json, max_age: 2d }';
  const checked = (days: number) => ({
    source: 'https://models.test',
    checked_at: new Date(now - days * day).toISOString(),
  });

  it('says nothing of a catalogue that is young enough, without max_age, and where nobody says what day it is', async () => {
    expect(await lint({ catalogue, now, document: checked(2) })).toEqual([]);
    expect(await lint({ now, document: checked(200) })).toEqual([]);
    expect(await lint({ catalogue, document: checked(200) })).toEqual([]);
  });

  it('says how old a catalogue is, and what to do', async () => {
    expect(await lint({ catalogue, now, document: checked(3) })).toEqual([
      {
        code: 'stale-catalogue',
        message: 'models.json was last checked 3 days ago, longer than max_age',
        help: 'run `policy models sync --file models.json`',
      },
    ]);
  });

  it('counts from the last change where nobody says when it was checked, and asks where neither is said', async () => {
    const changed = { changed_at: new Date(now - 3 * day).toISOString() };
    expect(await lint({ catalogue, now, document: changed })).toMatchObject([
      { help: expect.stringContaining('set checked_at') },
    ]);
    expect(await lint({ catalogue, now })).toMatchObject([
      { message: 'models.json does not say when it was last checked' },
    ]);
  });
});
