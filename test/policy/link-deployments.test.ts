import { describe, expect, it } from 'vitest';
import { deploymentsOf } from '../../src/policy/deployments-of.js';
import type { ModelSlot } from '../../src/policy/model-slot.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { Policy } from '../../src/policy/policy.js';

function policyOf(models: string, tiers: string, rest = ''): Policy {
  const { policy, diagnostics } = parsePolicy(`
policy: test
language: 1
endpoints:
  eu: { kind: openai, base_url: https://eu.test/v1 }
  us: { kind: openai, base_url: https://us.test/v1 }
models:
${models}
  other: { id: other-1, endpoint: us }
tiers:
${tiers}
rules: []
default: quick
${rest}`);
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return policy;
}

const spread = `
  spread:
    id: gpt-4o
    context: 128000
    price: { prompt: 2, completion: 8 }
    labels: [fast]
    deployments:
      - { endpoint: us, weight: 3 }
      - { endpoint: eu, id: gpt-4o-eu, price: { prompt: 3, completion: 9 }, labels: [eu], context: 64000 }
      - { endpoint: eu, id: gpt-4o-mini, weight: 0 }`;
const quick = '  quick: { model: spread, fallbacks: [other], max_tokens: 10 }';

const targets = (chain: readonly ModelSlot[] = []) =>
  chain.map(({ name, id, endpoint }) => `${name}: ${id} at ${endpoint.name}`);

describe('a model slot with deployments', () => {
  const policy = policyOf(spread, quick);

  it('is one slot, whose deployments have what it says except for what they say themselves', () => {
    const slot = policy.models.get('spread');
    expect(slot && deploymentsOf(slot)).toMatchObject([
      { id: 'gpt-4o', context: 128_000, price: { prompt: 2, completion: 8 }, labels: ['fast'], weight: 3 },
      { id: 'gpt-4o-eu', context: 64_000, price: { prompt: 3, completion: 9 }, labels: ['eu'] },
      { id: 'gpt-4o-mini', context: 128_000, price: { prompt: 2, completion: 8 }, labels: ['fast'], weight: 0 },
    ]);
  });

  it('stands in a chain with all of them, in order, before the next slot', () => {
    expect(targets(policy.tiers.get('quick')?.chain)).toEqual([
      'spread: gpt-4o at us',
      'spread: gpt-4o-eu at eu',
      'spread: gpt-4o-mini at eu',
      'other: other-1 at us',
    ]);
  });

  it('never makes a chain try one model and endpoint twice', () => {
    const overlapping = policyOf(
      `${spread}\n  also: { id: gpt-4o-eu, endpoint: eu }`,
      '  quick: { model: also, fallbacks: [spread, also], max_tokens: 10 }',
    );
    expect(targets(overlapping.tiers.get('quick')?.chain)).toEqual([
      'also: gpt-4o-eu at eu',
      'spread: gpt-4o at us',
      'spread: gpt-4o-mini at eu',
    ]);
  });

  it('keeps all of them in an outcome that replaces the fallbacks, and as a fallback', () => {
    const chosen = parsePolicy(`
policy: test
language: 1
endpoints: { us: { kind: openai }, eu: { kind: openai } }
models:${spread}
  other: { id: other-1, endpoint: us }
tiers:
${quick}
rules: []
default: { tier: quick, fallbacks: [] }
`).policy?.default;
    expect(chosen?.kind === 'route' ? chosen.chain.map(({ id }) => id) : []).toEqual([
      'gpt-4o',
      'gpt-4o-eu',
      'gpt-4o-mini',
    ]);
    const fallback = policyOf(
      spread,
      '  quick: { model: other, fallbacks: [spread], max_tokens: 10, balance: measured }',
    );
    expect(targets(fallback.tiers.get('quick')?.chain)).toHaveLength(4);
  });

  it('needs no id and endpoint of its own when every deployment has them', () => {
    const alone = policyOf('  spread: { deployments: [ { id: a, endpoint: eu }, { id: b, endpoint: us } ] }', quick);
    expect(alone.tiers.get('quick')?.chain.map(({ id }) => id)).toEqual(['a', 'b', 'other-1']);
  });

  it('lets constraints ask for the labels that only a deployment has', () => {
    const { constraints } = policyOf(
      spread,
      quick,
      'facts: { inside: { from: attribute, path: inside, type: boolean } }\nconstraints: [ { id: eu, when: { inside: true }, require: { labels: [eu] } } ]',
    );
    expect(constraints).toHaveLength(1);
  });
});

describe('balance', () => {
  it('as a word is short for a mapping, and a mapping without a way is by weight', () => {
    const settings = (balance: string) =>
      policyOf(spread, `  quick: { model: spread, max_tokens: 10, balance: ${balance} }`).tiers.get('quick')?.balance;
    expect(settings('measured')).toEqual({ by: 'measured' });
    expect(settings('{ by: weight }')).toEqual({ by: 'weight' });
    expect(settings('{ key: user.id }')).toEqual({ by: 'weight', key: 'user.id' });
    expect(settings('{ by: measured, key: user.id }')).toEqual({ by: 'measured', key: 'user.id' });
  });
});
