// One set of rules, written for each contender: tenants with a rule for every task, from some spending on. A tenth of
// the requests match none.
import { ZenEngine } from '@gorules/zen-engine';
import { GrowthBookClient } from '@growthbook/growthbook';
import { Engine } from 'json-rules-engine';

const tasks = ['summarize', 'classify', 'draft', 'reason', 'code'];
const plans = ['free', 'pro', 'team'];

/** Rules `r0`, `r1`, …: of tenant, task and least spending. */
export function ruleSet(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    tenant: `t${Math.floor(index / tasks.length)}`,
    task: tasks[index % tasks.length],
    spend: index % 7,
  }));
}

/** So many requests whose deciding rules lie anywhere in a set of so many rules; `seed` gives others. */
export function requestsFor(rules, count, seed = 1) {
  const random = randomFrom(seed);
  const tenants = Math.ceil(rules / tasks.length);
  return Array.from({ length: count }, () => ({
    messages: [{ role: 'user', content: 'Summarize the minutes of the meeting.' }],
    attributes: {
      tenant: random() < 0.1 ? 'unknown' : `t${Math.floor(random() * tenants)}`,
      task: tasks[Math.floor(random() * tasks.length)],
      spend: Math.floor(random() * 20),
      user: { tier: plans[Math.floor(random() * plans.length)] },
    },
  }));
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The policy, with a constraint and a chain of models as policies have them. */
export function policyText(rules, name = 'bench') {
  const lines = rules.map(
    ({ id, tenant, task, spend }, index) =>
      `  - { id: ${id}, when: { tenant: ${tenant}, task: ${task}, spend: { at_least: ${spend} } }, then: ${index % 2 === 0 ? 'quick' : 'slow'} }`,
  );
  return `policy: ${name}
language: 1
endpoints: { llm: { kind: openai, base_url: "http://127.0.0.1:9/v1", api_key: { env: KEY } } }
models:
  fast: { id: fast, endpoint: llm, context: 128000, price: { prompt: 1, completion: 2 } }
  deep: { id: deep, endpoint: llm, context: 128000, price: { prompt: 3, completion: 15 } }
tiers: { quick: { model: fast, fallbacks: [deep], max_tokens: 512 }, slow: { model: deep, fallbacks: [fast], max_tokens: 512 } }
facts:
  tenant: { from: attribute, path: tenant }
  task: { from: attribute, path: task, one_of: [${tasks.join(', ')}] }
  spend: { from: attribute, path: spend, type: number }
  plan: { from: attribute, path: user.tier, one_of: [${plans.join(', ')}], default: free }
rules:
${lines.join('\n')}
default: quick
constraints:
  - { id: free-is-capped, when: { plan: free }, cap: { max_tokens: 256 } }
`;
}

/** json-rules-engine as its documentation has it, so that the first rule that matches decides. */
export function plainEngine(rules) {
  const engine = new Engine();
  for (const [index, { id, tenant, task, spend }] of rules.entries()) {
    engine.addRule({
      conditions: {
        all: [
          { fact: 'tenant', operator: 'equal', value: tenant },
          { fact: 'task', operator: 'equal', value: task },
          { fact: 'spend', operator: 'greaterThanInclusive', value: spend },
        ],
      },
      event: { type: 'route', params: { id } },
      priority: rules.length - index,
    });
  }
  engine.on('success', () => engine.stop());
  return async ({ attributes: { tenant, task, spend } }) => {
    const { events } = await engine.run({ tenant, task, spend });
    return events[0]?.params.id ?? 'default';
  };
}

export function growthBook(rules) {
  const client = new GrowthBookClient();
  const forced = rules.map(({ id, tenant, task, spend }) => ({
    condition: { tenant, task, spend: { $gte: spend } },
    force: id,
  }));
  client.initSync({ payload: { features: { route: { defaultValue: 'default', rules: forced } } } });
  return ({ attributes }) => client.evalFeature('route', { attributes }).value;
}

export function zenEngine(rules) {
  const position = { x: 0, y: 0 };
  const fields = ['tenant', 'task', 'spend'];
  const table = {
    hitPolicy: 'first',
    inputs: fields.map((field) => ({ id: field, name: field, field, type: 'expression' })),
    outputs: [{ id: 'out', name: 'id', field: 'id', type: 'expression' }],
    rules: [
      ...rules.map(({ id, tenant, task, spend }) => ({
        _id: id,
        tenant: `"${tenant}"`,
        task: `"${task}"`,
        spend: `>= ${spend}`,
        out: `"${id}"`,
      })),
      { _id: 'default', tenant: '', task: '', spend: '', out: '"default"' },
    ],
  };
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position },
      { id: 'table', type: 'decisionTableNode', name: 'table', position, content: table },
      { id: 'out', type: 'outputNode', name: 'out', position },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  });
  return async ({ attributes: { tenant, task, spend } }) =>
    (await decision.evaluate({ tenant, task, spend })).result.id;
}

/** What somebody would write without any of these. */
export function handWritten(rules) {
  const lines = rules.map(
    ({ id, tenant, task, spend }) =>
      `if (tenant === '${tenant}' && task === '${task}' && spend >= ${spend}) return '${id}';`,
  );
  return new Function('{ attributes: { tenant, task, spend } }', `${lines.join('\n')}\nreturn 'default';`);
}
