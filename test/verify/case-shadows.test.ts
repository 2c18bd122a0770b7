import { describe, expect, it } from 'vitest';
import { runText } from './run-text.js';

const policy = `
policy: p
language: 1
endpoints: { llm: { kind: openai, base_url: http://127.0.0.1:1 } }
models:
  fast: { id: m/fast, endpoint: llm }
  inside: { id: m/inside, endpoint: llm, labels: [private] }
tiers:
  quick: { model: fast, fallbacks: [inside], max_tokens: 100 }
facts:
  task: { from: attribute, path: task, one_of: [draft, code] }
  sensitive: { from: detect, kinds: [email], text: all }
rules:
  - { id: refused, when: { task: code }, then: { reject: { message: no } } }
default: quick
constraints:
  - { id: private, when: { sensitive: true }, require: { labels: [private] } }
shadows:
  - { id: drafts, when: { task: draft }, sample: 1, target: { model: fast, max_tokens: 50 } }
  - { id: all, target: quick }
`;

const differences = async (cases: string) =>
  (await runText(policy, cases)).results.flatMap((result) => result.differences);

describe('a case that expects shadows', () => {
  it('finds who would get a copy, whatever the sample', async () => {
    expect(
      await differences(`
  - { name: a draft, facts: { task: draft, sensitive: false }, expect: { shadows: [all, drafts] } }
  - { name: another, request: { prompt: hi }, expect: { shadows: [all] } }
  - { name: constrained, facts: { task: draft, sensitive: true }, expect: { shadows: [all] } }
  - { name: refused, facts: { task: code, sensitive: false }, expect: { shadows: [] } }
`),
    ).toEqual([]);
  });

  it('shows what differs', async () => {
    expect(
      await differences('  - { name: a, facts: { task: draft, sensitive: true }, expect: { shadows: [drafts] } }'),
    ).toEqual([{ field: 'shadows', expected: ['drafts'], actual: ['all'] }]);
  });

  it('holds what is expected of every model for those of shadows', async () => {
    const found = await differences(
      '  - { name: a, facts: { task: draft, sensitive: false }, expect: { every_model: { endpoints: [llm] } } }\n' +
        '  - { name: b, facts: { task: draft, sensitive: true }, expect: { every_model: { labels: [private] } } }',
    );
    expect(found).toEqual([]);
  });

  it('keeps facts that only a shadow reads out of the decision', async () => {
    const [result] = (
      await runText(
        policy.replace('id: refused, when: { task: code }', 'id: refused, when: { sensitive: true }'),
        '  - { name: a, request: { prompt: hi, attributes: { task: draft } }, expect: { shadows: [all, drafts], not_computed: [task] } }',
      )
    ).results;
    expect(result?.differences).toEqual([]);
    expect(result?.decision.not_computed).toEqual(['task']);
  });

  it('names a shadow that there is', async () => {
    await expect(runText(policy, '  - { name: a, expect: { shadows: [draft] } }')).rejects.toThrow(
      /no shadow `draft`.*did you mean `drafts`/s,
    );
  });
});
