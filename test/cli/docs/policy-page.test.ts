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

describe('the page of a policy', () => {
  it.each(policyFiles)('is as recorded for %s', async (name) => {
    const page = policyPage(load(readFileSync(join(shipped, name), 'utf8')));
    await expect(page).toMatchFileSnapshot(`pages/${name.replace('.yaml', '.md')}`);
  });

  it('is as recorded for names that are markup elsewhere', async () => {
    await expect(policyPage(load(odd))).toMatchFileSnapshot('pages/odd.md');
  });

  it('is the same for the same policy', () => {
    expect(policyPage(load(odd))).toBe(policyPage(load(odd)));
  });
});

describe('its flowchart', () => {
  const charts = [...policyFiles.map((name) => readFileSync(join(shipped, name), 'utf8')), odd].map((text) =>
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
