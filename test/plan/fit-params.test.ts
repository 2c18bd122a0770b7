import { describe, expect, it } from 'vitest';
import type { PlannedTarget } from '../../src/plan/execution-plan.js';
import type { ModelSlot } from '../../src/policy/model-slot.js';
import { candidateOf, inhouse, type PlanInput, planOf, slotOf } from '../support/execution.js';

function targetOf(slot: Partial<ModelSlot>, body: object, input: PlanInput & { readonly limit?: number } = {}) {
  const { limit = 100, ...more } = input;
  const candidates = [candidateOf(slotOf('a', slot), { maxTokens: limit })];
  const [target] = planOf({ candidates, body: body as never, ...more }).targets;
  return target as PlannedTarget;
}

const changes = ({ changes: all }: PlannedTarget) => all.map(({ param, change }) => `${param} ${change}`);
const strict: PlanInput = { settings: { paramsMode: 'strict' } };

describe('adapt', () => {
  it('leaves out what the model is known not to take, and lists it', () => {
    const target = targetOf({ supportedParams: ['temperature'] }, { temperature: 0, top_k: 5, seed: 1 });
    expect(target.body).toMatchObject({ temperature: 0 });
    expect(target.body).not.toHaveProperty('top_k');
    expect(target.changes).toEqual([
      { param: 'top_k', change: 'dropped', from: 5, because: 'acme/a does not take it' },
      { param: 'seed', change: 'dropped', from: 1, because: 'acme/a does not take it' },
    ]);
    expect(target).not.toHaveProperty('unsendable');
  });

  it('sends everything when what the model takes is unknown', () => {
    expect(changes(targetOf({}, { temperature: 0, top_k: 5 }))).toEqual([]);
  });

  it('leaves what the request asks for, whatever the model takes', () => {
    const body = { tools: [], response_format: { type: 'json_object' }, brand_new: 1 };
    const target = targetOf({ supportedParams: [] }, body);
    expect(target.body).toMatchObject(body);
    expect(target.changes).toEqual([]);
  });

  it('takes either name of reasoning for both', () => {
    const target = targetOf({ supportedParams: ['reasoning'] }, { reasoning_effort: 'low' }, { limit: 5_000 });
    expect(target.body.reasoning_effort).toBe('low');
  });

  it.each([
    ['o3-mini', true],
    ['gpt-5', true],
    ['gpt-5-mini-2025-08-07', true],
    ['gpt-5.1', false],
    ['gpt-5-chat-latest', false],
    ['gpt-4o', false],
  ])('knows that OpenAI refuses a temperature for %s: %s', (id, refused) => {
    const target = targetOf({ endpoint: inhouse, id }, { temperature: 0 });
    expect(target.body).toHaveProperty('messages');
    expect('temperature' in target.body).toBe(!refused);
  });
});

describe('strict', () => {
  it.each<[string, Partial<ModelSlot>, object]>([
    ['a parameter that the model does not take', { supportedParams: [] }, { top_k: 5 }],
    ['reasoning that the endpoint cannot be told', { endpoint: inhouse }, { reasoning: { max_tokens: 50 } }],
    ["OpenRouter's plugins elsewhere", { endpoint: inhouse }, { plugins: [{ id: 'web' }] }],
    ['a budget that does not fit the limit', {}, { reasoning: { max_tokens: 5_000 } }],
  ])('does not send %s', (_, slot, body) => {
    expect(targetOf(slot, body, strict).unsendable).toMatch(/^params_mode is strict, and acme\/a does not take \w+/);
    expect(targetOf(slot, body).unsendable).toBeUndefined();
  });

  it.each<[string, Partial<ModelSlot>, object]>([
    ['nothing that is lost', {}, { temperature: 0 }],
    ['what says the same with another field', { endpoint: inhouse }, { reasoning: { effort: 'low' } }],
    ['how OpenRouter routes, elsewhere', { endpoint: inhouse }, { provider: { zdr: true }, usage: { include: true } }],
    ['two names of the limit', {}, { max_tokens: 5, max_completion_tokens: 5 }],
  ])('sends a request with %s', (_, slot, body) => {
    expect(targetOf(slot, body, strict).unsendable).toBeUndefined();
  });

  it('tells OpenRouter not to leave parameters out either', () => {
    const settings = { paramsMode: 'strict', provider: { require_parameters: false } } as const;
    expect(targetOf({}, {}, { settings }).body.provider).toEqual({ require_parameters: true });
    expect(targetOf({ endpoint: inhouse }, {}, { settings }).body).not.toHaveProperty('provider');
  });
});

describe('reasoning', () => {
  const reasoning = (max_tokens: number) => ({ reasoning: { max_tokens, exclude: true } });

  it('keeps a budget that leaves room for the answer', () => {
    expect(changes(targetOf({}, reasoning(1_500), { limit: 2_000 }))).toEqual([]);
  });

  it('gets a smaller budget where it would use up the limit', () => {
    const target = targetOf({}, reasoning(8_000), { limit: 2_000 });
    expect(target.body.reasoning).toEqual({ max_tokens: 1_600, exclude: true });
    expect(target.changes).toMatchObject([
      { param: 'reasoning', change: 'replaced', because: 'reasoning of 8000 tokens would use up the limit of 2000' },
    ]);
  });

  it('is left out where the limit has no room for the smallest budget', () => {
    const target = targetOf({}, reasoning(2_000), { limit: 500 });
    expect(target.body).not.toHaveProperty('reasoning');
    expect(target.changes).toMatchObject([{ because: 'a limit of 500 leaves no room for reasoning' }]);
  });

  it.each<[string, object, string[]]>([
    ['anthropic/claude-opus-4', { reasoning: { effort: 'high' } }, ['reasoning dropped']],
    ['anthropic/claude-opus-4', { reasoning_effort: 'high' }, ['reasoning_effort dropped']],
    ['anthropic/claude-opus-4', { reasoning: { enabled: false } }, []],
    ['anthropic/claude-opus-4', { reasoning_effort: 'none' }, []],
    ['google/gemini-2.5-pro', { reasoning: { effort: 'high' } }, []],
  ])('of %s with %j under a limit of 1,000 tokens: %j', (id, body, expected) => {
    expect(changes(targetOf({ id }, body, { limit: 1_000 }))).toEqual(expected);
  });
});
