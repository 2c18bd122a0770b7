import { describe, expect, it } from 'vitest';
import { pricePerToken } from '../../src/lint/price-per-token.js';
import { policyClasses } from '../../src/rules/policy-classes.js';
import { compileText } from '../support/policies.js';

async function findings(slot: string) {
  const compiled = await compileText(`
policy: p
language: 1
endpoints: { llm: { kind: openrouter } }
models: { small: ${slot} }
tiers: { quick: { model: small, max_tokens: 10 } }
facts: { task: { from: attribute, path: task, one_of: [a, b] } }
rules: [{ id: a, when: { task: a }, then: quick }]
default: quick
`);
  return pricePerToken({ compiled, classes: policyClasses(compiled) }).map(({ message, help }) => [message, help]);
}

const slot = (price: string) => findings(`{ id: acme/small, endpoint: llm, price: ${price} }`);

describe('price-per-token', () => {
  it('warns of the price of one token, and says what to write', async () => {
    expect(await slot('{ prompt: 1.25e-6, completion: 1e-5 }')).toEqual([
      [
        'model slot "small" costs 0.00000125 USD per million prompt tokens',
        'prices are USD per million tokens: if this is the price of one token, write 1.25',
      ],
    ]);
  });

  it.each(['{ prompt: 0.01, completion: 0.02 }', '{ prompt: 0, completion: 0 }', '{ prompt: 0, completion: 0.001 }'])(
    'is silent of %s, which is cheap or free',
    async (price) => {
      expect(await slot(price)).toEqual([]);
    },
  );

  it('looks at every deployment, and warns once a slot', async () => {
    const priced = (endpoint: string, usd: number) =>
      `{ id: ${endpoint}, endpoint: llm, price: { prompt: 1, completion: ${usd} } }`;
    expect(await findings(`{ deployments: [${priced('a', 1)}, ${priced('b', 1e-6)}, ${priced('c', 1e-6)}] }`)).toEqual([
      [expect.stringContaining('0.000001 USD per million completion tokens'), expect.stringContaining('write 1')],
    ]);
  });
});
