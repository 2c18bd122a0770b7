import { describe, expect, it } from 'vitest';
import { describeChain } from '../../../src/cli/describe/describe-chain.js';
import { parsePolicy } from '../../../src/policy/parse-policy.js';
import { basics, compileText } from '../../support/policies.js';

async function words(tier: string): Promise<string> {
  const { policy } = await compileText(`${basics}  t: ${tier}\nrules: []\ndefault: t\n`);
  return describeChain(policy.tiers.get('t')!);
}

describe('a chain in words', () => {
  it('names models in the order in which they are tried', async () => {
    expect(await words('{ model: small, fallbacks: [{ tier: deep }], max_tokens: 1 }')).toBe(
      'small, then large, then inside',
    );
  });

  it('says among whom the cheapest is looked for, what is asked of it, and what stands behind it', async () => {
    expect(await words('{ cheapest: { among: [small, inside] }, max_tokens: 1 }')).toBe(
      'the cheapest of small, inside, then the next cheapest',
    );
    expect(await words('{ cheapest: { among: all }, fallbacks: [inside], max_tokens: 1 }')).toBe(
      'the cheapest of all model slots, then inside',
    );
    const asked = '{ among: { labels: [private] }, min_context: 9000, expected_output: 1000, free: true }';
    expect(await words(`{ cheapest: ${asked}, fallbacks: [], max_tokens: 5000 }`)).toBe(
      'the cheapest of the model slots labelled private with a window of at least 9,000 tokens, free ones too, for answers of 1,000 tokens',
    );
    expect(
      await words(
        '{ model: large, fallbacks: [{ tier: u }], max_tokens: 1 }\n  u: { cheapest: { among: all, needs: [tools] }, max_tokens: 1 }',
      ),
    ).toBe('large, then the cheapest of all model slots that can do tools, then the next cheapest');
  });

  it('does not count a catalogue, whose length changes with every sync', () => {
    const models = [{ id: 'a/b', price: { prompt: 1, completion: 1 } }];
    const { policy } = parsePolicy(
      `${basics}  t: { cheapest: { among: catalogue }, max_tokens: 1 }\ncatalogue: models.json\nrules: []\ndefault: t\n`,
      { readInclude: () => JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models }) },
    );
    expect(describeChain(policy!.tiers.get('t')!)).toBe('the cheapest of the catalogue, then the next cheapest');
  });
});
