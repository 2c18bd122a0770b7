import { describe, expect, it } from 'vitest';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import { compileText } from '../support/policies.js';

const head = `
policy: test
language: 1
endpoints: { openrouter: { kind: openrouter }, inhouse: { kind: openai, base_url: http://127.0.0.1:9/v1 } }
models:
  small: { id: acme/small, endpoint: openrouter, context: 8000, price: { prompt: 1, completion: 2 } }
  large: { id: other/large, endpoint: openrouter, context: 100000, price: { prompt: 3, completion: 9 } }
  gift: { id: gift, endpoint: inhouse, context: 50000, price: { prompt: 0, completion: 0 } }
  riddle: { id: riddle, endpoint: inhouse, labels: [odd] }
`;

async function lint(text: string): Promise<readonly string[]> {
  const found = lintPolicy(await compileText(head + text));
  return found.map(({ code, message }) => `${code}: ${message}`);
}

const all = 'rules: []\ndefault: cheap\n';
const tier = (cheapest: string, more = '') =>
  `tiers: { cheap: { cheapest: { ${cheapest} }, max_tokens: 500${more} } }\n${all}`;

describe('the lints of a policy that chooses by price', () => {
  it('find nothing in a choice among all slots: each of them is used', async () => {
    expect(await lint(tier('among: all'))).toEqual([]);
  });

  it('count names as used, also of models that never win, and warn of those', async () => {
    expect(await lint(tier('among: [small, large, gift, riddle]'))).toEqual([
      'idle-candidate: "gift" costs nothing, and only models that cost something are asked for; "riddle" has an unknown price: never the cheapest',
    ]);
    expect(await lint(tier('among: [small, large], min_context: 20000'))).toContain(
      'idle-candidate: "small" has a window of 8000 tokens, 20000 are required: never the cheapest',
    );
    expect(await lint(tier('among: [small, large]'))).toEqual([
      'unused-name: model "gift" is defined but nothing uses it',
      'unused-name: model "riddle" is defined but nothing uses it',
    ]);
  });

  it('warn once of a tier that several rules choose', async () => {
    const rules = `facts: { plan: { from: attribute, path: plan, default: free } }
rules: [{ id: a, when: { plan: a }, then: cheap }, { id: b, when: { plan: b }, then: { tier: cheap, max_tokens: 9 } }]
default: cheap`;
    const found = await lint(
      `tiers: { cheap: { cheapest: { among: [small, large, gift, riddle] }, max_tokens: 500 } }\n${rules}`,
    );
    expect(found).toHaveLength(1);
  });

  it('warn of a choice behind which nothing stands, or one provider only', async () => {
    expect(await lint(tier('among: all', ', fallbacks: []'))).toEqual([
      'single-provider-chain: tier "cheap" has no fallback: when the provider of the cheapest model is down, so is the tier',
    ]);
    const found = await lint(tier('among: [small]', ', fallbacks: [large]'));
    expect(found.filter((finding) => finding.startsWith('single'))).toEqual([]);
  });

  it('compare the windows of fallbacks with the largest that competes, and not those that compete', async () => {
    expect(await lint(tier('among: all', ', fallbacks: [gift]'))).toEqual([
      'smaller-fallback-window: fallback "gift" has a window of 50000 tokens, while the default lets through requests of up to 100000',
    ]);
  });

  it('know no price of what is chosen by price', async () => {
    const table = `tiers:
  dear: { model: large, fallbacks: [gift, riddle], max_tokens: 500 }
  cheap: { cheapest: { among: all }, max_tokens: 500 }
facts: { words: { from: words } }
rules: [{ id: size, by: words, choose: { below 10: cheap, below 20: dear, otherwise: cheap } }]
default: cheap`;
    expect((await lint(table)).filter((finding) => finding.startsWith('price-inversion'))).toEqual([]);
  });
});
