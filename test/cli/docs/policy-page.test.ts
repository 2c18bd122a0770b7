import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flowchart } from '../../../src/cli/docs/flowchart.js';
import { policyPage } from '../../../src/cli/docs/policy-page.js';
import { parsePolicy } from '../../../src/policy/parse-policy.js';
import type { Policy } from '../../../src/policy/policy.js';

const shipped = join(import.meta.dirname, '../../../policies');
const policyFiles = readdirSync(shipped).filter((name) => !name.includes('.test.'));

function load(text: string): Policy {
  const { policy, diagnostics } = parsePolicy(text);
  expect(diagnostics).toEqual([]);
  return policy!;
}

/** Names and values that Markdown and Mermaid would read as their own. */
const odd = `policy: odd
language: 1
endpoints: { e: { kind: openai } }
models: { m: { id: 'a"b\`c<d>#e;f&g|h', endpoint: e, price: { prompt: 0, completion: 2.5 } }, n: { id: n, endpoint: e } }
tiers: { end: { model: m, fallbacks: [n], max_tokens: 5000 }, graph: { model: m, max_tokens: 5 } }
facts:
  t: { from: attribute, path: t, one_of: ['a "b" \`c\`', 'x|y', '<z>', '#1;', 'end'] }
  n: { from: words }
rules:
  - { id: end, when: { t: 'a "b" \`c\`' }, then: end }
  - { id: subgraph, when: { t: ['x|y', '<z>'] }, then: { reject: { message: 'no "way" [<b>] {x}; \`y\` & #35; | end' } } }
  - { id: style, by: t, choose: { '#1;': end, 'x|y': graph, '<z>': { tier: end, max_tokens: 3, fallbacks: [] } } }
  - id: x
    description: Last *resort*.
    when: { n: { above: 5 } }
    unless: { any: [{ t: end }, { t: '<z>' }] }
    by: n
    choose: { between 6 and 9: { model: n, max_tokens: 7 }, 10: graph, otherwise: end }
default: end
pinning: [graph]
`;

/** Every setting and every kind of fact. */
const rich = `policy: rich
language: 1
endpoints:
  router: { kind: openrouter }
  eu: { kind: openai, zdr: true, data_collection: deny }
models:
  fast: { id: a/fast, endpoint: router, context: 1000, price: { prompt: 1, completion: 2 } }
  spread:
    id: b/spread
    endpoint: eu
    labels: [private, eu]
    deployments: [{ weight: 3 }, { endpoint: router, id: c/spread, labels: [] }]
tiers:
  all:
    description: Everything at once.
    model: spread
    fallbacks: [fast]
    max_tokens: 100
    params: { temperature: 0.5, stop: [a, b] }
    params_mode: strict
    timeout: { first_token: 500ms, idle: 2s, total: 1.5m }
    deadline: 5m
    retry: { attempts: 3, on: [network, timeout], backoff: { from: 10ms, max: 1s }, max_retry_after: 20s }
    fallback: { on: [timeout] }
    stream: { on_interrupt: continue }
    escalate: { when: [refusal, empty], to: routed }
    balance: { by: measured, key: user.id }
  routed: { model: fast, max_tokens: 10, variant: nitro, provider: { only: [x], zdr: true }, retry: { attempts: 1 } }
facts:
  level: { from: attribute, path: a.b, type: number }
  kind: { from: attribute, path: c, one_of: [x, y], default: x }
  tokens: { from: tokens }
  letters: { from: characters, text: system }
  turns: { from: turns }
  match: { from: regex, pattern: 'a|b', ignore_case: true, text: user }
  talk: { from: keywords, keywords: [one, two words], match: substring, ignore_case: false }
  found: { from: detect, kinds: [iban, ip, phone, api_key], text: all }
  needs: { from: needs }
  asked: { from: model_requested }
  trial: { from: bucket, key: user.id, seed: s, coverage: 50, arms: [{ name: a, percent: 40 }, { name: b, percent: 60 }] }
  day: { from: clock, part: weekday, timezone: UTC }
  mood: { from: custom, type: list }
rules:
  - id: many
    when: { all: [{ any: [{ level: { between: [1, 2] } }, { not: { kind: x } }] }, { needs: { contains: tools } }], mood: { exists: true } }
    unless: { day: [saturday, sunday], asked: { starts_with: gpt } }
    then: { tier: all, max_tokens: 50, timeout: 1s, fallbacks: [] }
  - { id: rest, when: { turns: { above: 3 }, letters: { below: 9 }, tokens: 7, match: true, talk: true, found: false, trial: a }, then: { model: fast, max_tokens: 5, retry: { attempts: 1 } } }
default: { reject: { message: nothing fits, status: 422 } }
constraints:
  - { id: strict, when: { kind: y }, require: { labels: [private, eu], endpoints: [eu, router], needs: [tools], min_context: 1000, max_price: { prompt: 1 }, zdr: true, data_collection: deny }, cap: { max_tokens: 20, cost_usd: 0.5 } }
pinning: 'on'
`;

describe('the page of a policy', () => {
  it.each(policyFiles)('is as recorded for %s', async (name) => {
    const page = policyPage(load(readFileSync(join(shipped, name), 'utf8')));
    await expect(page).toMatchFileSnapshot(`pages/${name.replace('.yaml', '.md')}`);
  });

  it('is as recorded for names that are markup elsewhere', async () => {
    await expect(policyPage(load(odd))).toMatchFileSnapshot('pages/odd.md');
  });

  it('is as recorded for every setting and every kind of fact', async () => {
    await expect(policyPage(load(rich))).toMatchFileSnapshot('pages/rich.md');
  });

  it('is the same for the same policy', () => {
    expect(policyPage(load(odd))).toBe(policyPage(load(odd)));
  });
});

describe('its flowchart', () => {
  const charts = [...policyFiles.map((name) => readFileSync(join(shipped, name), 'utf8')), odd, rich].map((text) =>
    flowchart(load(text)),
  );
  const inQuotes = String.raw`"(?:[^"#<>\`&;]|#\d+;|</?b>|<br>)+"`;
  const grammar = {
    start: /^ {2}request\(\["request"\]\) --> (\w+)$/,
    rule: new RegExp(String.raw`^  (rule\d+)\{${inQuotes}\}$`),
    outcome: new RegExp(String.raw`^  (outcome\d+)\[${inQuotes}\]$`),
    edge: new RegExp(String.raw`^  (rule\d+) -->\|${inQuotes}\| (\w+)$`),
  };

  it.each(charts)('has lines of four forms only, %#', (chart) => {
    const [first, ...lines] = chart.split('\n');
    expect(first).toBe('flowchart TD');
    for (const line of lines)
      expect(
        Object.values(grammar).filter((form) => form.test(line)),
        line,
      ).toHaveLength(1);
  });

  it.each(charts)('leads every request from the start to an outcome, %#', (chart) => {
    const lines = chart.split('\n');
    const nodes = lines.flatMap((line) => (grammar.rule.exec(line) ?? grammar.outcome.exec(line))?.[1] ?? []);
    const edges = lines.flatMap((line) => {
      const [, from, to] = grammar.edge.exec(line) ?? [];
      return from === undefined || to === undefined ? [] : [{ from, to }];
    });
    const start = lines.flatMap((line) => grammar.start.exec(line)?.[1] ?? []);
    expect(new Set(nodes).size).toBe(nodes.length);
    expect(start).toHaveLength(1);
    const reached = new Set(start);
    for (const node of reached) for (const { from, to } of edges) if (from === node) reached.add(to);
    expect([...reached].sort()).toEqual([...nodes].sort());
    for (const node of nodes.filter((name) => name.startsWith('rule'))) {
      expect(edges.filter(({ from }) => from === node).length).toBeGreaterThan(1);
    }
  });
});
