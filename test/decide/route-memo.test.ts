import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/decide/decide.js';
import { parseRequest } from '../../src/request/parse-request.js';
import type { CompiledPolicy } from '../../src/rules/compile-policy.js';
import { compileText, decideText } from '../support/policies.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/decision.schema.json'), 'utf8'));

const text = `
policy: routes
language: 1
endpoints:
  one: { kind: openai, base_url: http://localhost:1/v1, api_key: { env: KEY } }
  two: { kind: openrouter, api_key: { env: KEY } }
models:
  tiny: { id: tiny, endpoint: one, context: 700, max_output: 300, price: { prompt: 1, completion: 2 }, abilities: [tools] }
  small: { id: small, endpoint: two, context: 4000, price: { prompt: 1, completion: 2 }, labels: [private] }
  large: { id: large, endpoint: two, price: { prompt: 10, completion: 20 }, abilities: [tools, vision, json_schema] }
tiers:
  quick: { model: tiny, fallbacks: [small, large], max_tokens: 500, escalate: { when: [empty, truncated_by_length], to: deep } }
  deep: { model: large, fallbacks: [tiny], max_tokens: 900, params: { temperature: 0.5 } }
  tooled: { model: large, fallbacks: [tiny, small], max_tokens: 400, params: { extra_body: { top_a: 0.5 } } }
facts:
  task: { from: attribute, path: task, one_of: [a, b, c, d] }
  plan: { from: attribute, path: plan, one_of: [free, pro] }
  risk: { from: attribute, path: risk, type: number }
rules:
  - { id: a, when: { task: a }, then: quick }
  - { id: b, when: { task: b }, then: { tier: quick, max_tokens: 300 } }
  - { id: c, when: { task: c }, then: tooled }
  - { id: d, when: { task: d, plan: free }, then: { reject: { message: not for free } } }
default: deep
constraints:
  - { id: private, when: { risk: { above: 3 } }, require: { labels: [private] } }
  - { id: capped, when: { plan: free }, cap: { max_tokens: 256 } }
  - { id: cheap, when: { risk: 2 }, cap: { cost_usd: 0.001 } }
pinning: on
`;

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const content = fc.oneof(
  fc.constantFrom('', 'hello', 'x'.repeat(8000), 'é'.repeat(20_000), 'x'.repeat(150_000)),
  fc.constant([
    { type: 'text', text: 'look' },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
  ]),
);
const tool = { type: 'function', function: { name: 'f', parameters: {} } };
const body = fc.record({
  messages: content.map((each) => [{ role: 'user', content: each }]),
  stream: optional(fc.boolean()),
  max_tokens: optional(fc.constantFrom(1, 100, 256, 300, 499, 500, 900, 5000, 2 ** 40)),
  max_completion_tokens: optional(fc.constantFrom(50, 400)),
  n: optional(fc.constantFrom(1, 3)),
  tools: optional(fc.constant([tool])),
  temperature: optional(fc.constantFrom(0.5, 1)),
  response_format: optional(fc.constant({ type: 'json_schema', json_schema: { name: 's', schema: {} } })),
  model: optional(fc.constantFrom('quick', 'tiny')),
  attributes: fc.record({
    task: optional(fc.constantFrom('a', 'b', 'c', 'd', 'e')),
    plan: optional(fc.constantFrom('free', 'pro')),
    risk: optional(fc.constantFrom(1, 2, 4)),
  }),
});
/** As JSON, so that what is undefined is left out. */
const requests = fc
  .array(body, { minLength: 1, maxLength: 30 })
  .map((bodies) => bodies.map((each) => JSON.parse(JSON.stringify(each))));

async function told(policy: CompiledPolicy, request: object) {
  const { decision, candidates, escalation, outcome } = await decide(policy, parseRequest(request), {
    id: 'd-1',
    now: 0,
  });
  return JSON.parse(JSON.stringify({ decision, candidates, escalation, outcome }));
}

describe('what is remembered of routes', () => {
  it('cannot be told from routes worked out anew', async () => {
    const remembering = await compileText(text);
    const forgetful = await compileText(text, { memo: false });
    await fc.assert(
      fc.asyncProperty(requests, async (asked) => {
        for (const request of [...asked, ...asked]) {
          expect(await told(remembering, request)).toEqual(await told(forgetful, request));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('makes decisions that tell all as data, in one order, and to who prints them', async () => {
    const policy = await compileText(text);
    for (const attributes of [{ task: 'b', plan: 'free' }, { task: 'd', plan: 'free' }, { risk: 9 }]) {
      const decision = await decideText(policy, { attributes });
      const json = JSON.parse(JSON.stringify(decision));
      const data = decision.toJSON();
      expect({ ...data }).toEqual(json);
      expect(structuredClone(data)).toEqual(json);
      expect(data.passed_over).toBe(decision.passed_over);
      expect(data.passed_over.length).toBeGreaterThan(0);
      expect(inspect(decision)).toBe(inspect(data));
      expect(inspect({ a: { b: { decision } } })).toBe(inspect({ a: { b: { decision: data } } }));
      // @ts-expect-error A copy of its fields lacks what is computed when asked.
      expect({ ...decision }.passed_over).toBeUndefined();
      const keys = Object.keys(schema.properties).filter((key) => key in json);
      expect(Object.keys(json)).toEqual(keys);
      expect(Object.keys({ ...decision })).toEqual(keys.filter((key) => key !== 'passed_over'));
    }
  });

  it('does not let one decision’s reader change another decision', async () => {
    const policy = await compileText(text);
    const request = { attributes: { task: 'a', plan: 'free', risk: 1 } };
    const first = await decideText(policy, request);
    const before = JSON.stringify(first);
    for (const shared of [first.chain, first.targets, first.targets[0], first.constraints, first.at, first.params]) {
      expect(Object.isFrozen(shared)).toBe(true);
    }
    (first.facts as Record<string, unknown>).task = 'changed';
    expect(JSON.stringify(await decideText(policy, request))).toBe(before);
  });
});
