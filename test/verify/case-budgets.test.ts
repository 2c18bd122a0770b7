import { describe, expect, it } from 'vitest';
import { runText } from './run-text.js';

const policy = `
policy: p
language: 1
endpoints: { llm: { kind: openai, base_url: http://127.0.0.1:1 } }
models:
  deep: { id: m/deep, endpoint: llm, price: { prompt: 10, completion: 100 } }
  free: { id: m/free, endpoint: llm, price: { prompt: 0, completion: 0 } }
tiers:
  premium: { model: deep, max_tokens: 100 }
  gratis: { model: free, max_tokens: 100 }
facts: { used: { from: budget, of: day } }
rules: [{ id: nearly, when: { used: { at_least: 95 } }, then: gratis }]
default: premium
budgets:
  day: { key: team, limit_usd: 1, per: day, on_exceeded: { tier: gratis } }
  hard: { limit_requests: 10, per: minute }
`;

const differences = async (cases: string) =>
  (await runText(policy, cases)).results.flatMap((result) => result.differences);

describe('a case with budgets', () => {
  it('degrades, rejects or goes on as its budgets say', async () => {
    expect(
      await differences(`
  - { name: unused, expect: { served_by: deep, degraded_to: null } }
  - { name: room, budgets: { day: 50 }, expect: { served_by: deep } }
  - { name: no room, facts: { used: 0 }, budgets: { day: 99.5 }, expect: { served_by: free, degraded_to: gratis } }
  - { name: by rule, budgets: { day: 95 }, expect: { rule: nearly, tier: gratis, degraded_to: null } }
  - { name: rejected, budgets: { hard: 100 }, expect: { error: BUDGET_EXCEEDED, attempts: 0, served_by: null } }
`),
    ).toEqual([]);
  });

  it('shows what differs', async () => {
    expect(
      await differences(
        '  - { name: a, budgets: { day: 50 }, expect: { degraded_to: gratis, error: BUDGET_EXCEEDED } }',
      ),
    ).toEqual([
      { field: 'degraded_to', expected: 'gratis', actual: null },
      { field: 'error', expected: 'BUDGET_EXCEEDED', actual: null },
    ]);
  });

  it('names budgets that there are', async () => {
    await expect(runText(policy, '  - { name: a, budgets: { dya: 5 }, expect: { served_by: deep } }')).rejects.toThrow(
      /no budget `dya`.*did you mean `day`/s,
    );
  });
});
