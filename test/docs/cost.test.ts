import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { policySchema } from '../../src/policy/policy-schemas.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');
const [, price = ''] = /^```yaml price\n(.*?)^```$/ms.exec(page) ?? [];

describe('docs/cost.md', () => {
  it('shows a price that policies take', () => {
    const { diagnostics, policy } = parsePolicy(`
policy: p
language: 1
endpoints: { llm: { kind: openrouter } }
models:
  fast:
    id: acme/fast
    endpoint: llm
${price.replace(/^/gm, '    ')}
tiers: { quick: { model: fast, max_tokens: 10 } }
rules: []
default: quick
`);
    expect(diagnostics).toEqual([]);
    expect(policy?.models.get('fast')?.price).toMatchObject({ cache_write_1h: 2.5, service_tiers: { flex: {} } });
  });

  it('names every key of a price', () => {
    const { Price } = policySchema.$defs as { readonly Price: { readonly properties: object } };
    for (const key of Object.keys(Price.properties)) expect(price).toMatch(new RegExp(`^  ${key}:`, 'm'));
  });
});
