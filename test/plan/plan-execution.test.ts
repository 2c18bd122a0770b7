import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/decide/decision.js';
import type { PlannedTarget } from '../../src/plan/execution-plan.js';
import { planExecution } from '../../src/plan/plan-execution.js';
import type { ModelSlot } from '../../src/policy/model-slot.js';
import type { ChatBody } from '../../src/request/routing-request.js';
import { candidateOf, inhouse, openrouter, type PlanInput, planOf, slotOf } from '../support/execution.js';

function firstTarget(input: PlanInput): PlannedTarget {
  const [target] = planOf(input).targets;
  if (target === undefined) throw new Error('no target');
  return target;
}

const at = (endpoint: typeof inhouse, more: Partial<ModelSlot> = {}): readonly ModelSlot[] => [
  slotOf('fast', { endpoint, ...more }),
];

describe('planExecution', () => {
  it("passes the caller's body on, with fields it has never heard of", () => {
    const body = {
      tools: [{ type: 'function', function: { name: 'f' } }],
      n: 2,
      logprobs: true,
      brand_new: { a: [1] },
    };
    const target = firstTarget({ body: body as Partial<ChatBody> });
    expect(target.body).toMatchObject(body);
    expect(target.changes).toEqual([]);
  });

  it('gives each target its own model id and limit, whatever model the caller named', () => {
    const candidates = [candidateOf(slotOf('a'), { model: 'acme/a:floor', maxTokens: 50 }), candidateOf(slotOf('b'))];
    const plan = planOf({ candidates, body: { model: 'auto' } });
    expect(plan.targets.map(({ model, body }) => [model, body.model, body.max_tokens])).toEqual([
      ['acme/a:floor', 'acme/a:floor', 50],
      ['acme/b', 'acme/b', 100],
    ]);
  });

  it("does not touch the caller's objects", () => {
    const body = Object.freeze({
      messages: Object.freeze([]),
      stream: true,
      stream_options: Object.freeze({}),
      provider: Object.freeze({ zdr: false }),
    }) as unknown as ChatBody;
    const candidates = [candidateOf(slotOf('a'), { enforce: { zdr: true } })];
    expect(planOf({ candidates, body }).targets[0]?.body.provider).toEqual({ zdr: true });
  });

  it('has the default times', () => {
    const plan = planOf();
    expect(plan.deadlineMs).toBe(300_000);
    expect(plan.targets[0]).toMatchObject({ firstTokenMs: 30_000, idleMs: 30_000, timeoutMs: 120_000 });
  });

  it('waits for a first token no longer than for the whole attempt', () => {
    const plan = planOf({ settings: { timeout: { totalMs: 10_000 }, deadlineMs: 20_000 } });
    expect(plan.deadlineMs).toBe(20_000);
    expect(plan.targets[0]).toMatchObject({ firstTokenMs: 10_000, idleMs: 10_000, timeoutMs: 10_000 });
  });

  it('tries at most eight targets', () => {
    const slots = Array.from({ length: 12 }, (_, index) => slotOf(`m${index}`));
    expect(planOf({ slots }).targets.map(({ slot }) => slot.name)).toEqual(slots.slice(0, 8).map(({ name }) => name));
  });

  it('has no target for a rejected decision', () => {
    expect(planExecution({ candidates: [] }, { body: { messages: [] } }).targets).toEqual([]);
  });
});

describe('the token limit', () => {
  it.each<[string, PlanInput, Record<string, unknown>, object[]]>([
    ['is max_tokens by default', {}, { max_tokens: 100 }, []],
    [
      'keeps the field that the caller used',
      { body: { max_completion_tokens: 500 } },
      { max_completion_tokens: 100 },
      [{ param: 'max_completion_tokens', change: 'replaced', from: 500, to: 100 }],
    ],
    ['is not listed when the caller asked for the same', { body: { max_tokens: 100 } }, { max_tokens: 100 }, []],
    [
      'is never sent twice',
      { body: { max_tokens: 100, max_completion_tokens: 90 } },
      { max_tokens: 100 },
      [{ param: 'max_completion_tokens', change: 'dropped', from: 90 }],
    ],
    [
      "becomes max_completion_tokens for OpenAI's reasoning models",
      { slots: at(inhouse, { id: 'o3-mini' }), body: { max_tokens: 80 } },
      { max_completion_tokens: 100 },
      [{ param: 'max_tokens', change: 'translated', from: 80, to: { max_completion_tokens: 100 } }],
    ],
    [
      'is max_tokens for the same model at OpenRouter',
      { slots: at(openrouter, { id: 'openai/o1' }) },
      { max_tokens: 100 },
      [],
    ],
    ['treats null as absent', { body: { max_tokens: null } as never }, { max_tokens: 100 }, []],
  ])('%s', (_, input, limits, changes) => {
    const target = firstTarget(input);
    const { max_tokens, max_completion_tokens } = target.body;
    expect(JSON.parse(JSON.stringify({ max_tokens, max_completion_tokens }))).toEqual(limits);
    expect(target.changes).toMatchObject(changes);
    expect(target.changes).toHaveLength(changes.length);
  });

  it.each(['o1', 'o4-mini-2025-04-16', 'gpt-5', 'gpt-5.1-mini', 'ft:o4-mini:acme', 'openai/gpt-5-nano'])(
    'goes into max_completion_tokens for %s',
    (id) => {
      expect(firstTarget({ slots: at(inhouse, { id }) }).body).toHaveProperty('max_completion_tokens', 100);
    },
  );

  it.each(['gpt-4o', 'gpt-4.1', 'llama-3.3-70b', 'olmo-2', 'gpt-oss-120b'])('goes into max_tokens for %s', (id) => {
    expect(firstTarget({ slots: at(inhouse, { id }) }).body).toHaveProperty('max_tokens', 100);
  });

  it('is sent exactly once, whatever the caller and the policy say', () => {
    const limit = fc.option(fc.oneof(fc.nat(), fc.constant(null)), { nil: undefined });
    const ids = fc.constantFrom('gpt-5', 'gpt-4o', 'acme/x');
    fc.assert(
      fc.property(limit, limit, limit, ids, fc.constantFrom(openrouter, inhouse), (a, b, extra, id, endpoint) => {
        const settings = { params: { extra_body: { max_tokens: extra, max_completion_tokens: extra, other: 1 } } };
        const body = { max_tokens: a, max_completion_tokens: b } as Partial<ChatBody>;
        const sent = firstTarget({ slots: [slotOf('m', { id, endpoint })], settings, body }).body;
        const limits = [sent.max_tokens, sent.max_completion_tokens].filter((value) => value !== undefined);
        expect(limits).toEqual([100]);
      }),
    );
  });
});

describe("the policy's parameters", () => {
  it("override the caller's, and are listed", () => {
    const target = firstTarget({
      settings: { params: { temperature: 0.2, seed: 7 } },
      body: { temperature: 1, seed: 7 },
    });
    expect(target.body).toMatchObject({ temperature: 0.2, seed: 7 });
    expect(target.changes).toEqual([
      { param: 'temperature', change: 'replaced', from: 1, to: 0.2, because: 'the policy sets it' },
    ]);
  });

  it('merge extra_body, except what the router itself decides', () => {
    const params = { extra_body: { top_a: 0.5, model: 'sneaky', messages: [], stream: false, stream_options: {} } };
    const target = firstTarget({ settings: { params }, body: { stream: true } });
    expect(target.body).toMatchObject({ top_a: 0.5, model: 'acme/fast', stream: true });
    expect(target.body.messages).toHaveLength(1);
    expect(target.changes.map(({ param }) => param)).toEqual(['top_a']);
  });

  it('say reasoning one way only', () => {
    const target = firstTarget({
      settings: { params: { reasoning: { effort: 'low' } } },
      body: { reasoning_effort: 'high' },
    });
    expect(target.body).toMatchObject({ reasoning: { effort: 'low' } });
    expect(target.body).not.toHaveProperty('reasoning_effort');
    expect(target.changes.map(({ param, change }) => [param, change])).toEqual([
      ['reasoning', 'set'],
      ['reasoning_effort', 'dropped'],
    ]);
  });
});

describe('an endpoint of kind openai', () => {
  it("gets reasoning.effort as reasoning_effort, and never OpenRouter's object", () => {
    const target = firstTarget({
      slots: at(inhouse),
      settings: { params: { reasoning: { effort: 'low', exclude: true } } },
    });
    expect(target.body).toHaveProperty('reasoning_effort', 'low');
    expect(target.body).not.toHaveProperty('reasoning');
    expect(target.changes.at(-1)).toMatchObject({ param: 'reasoning', change: 'translated' });
  });

  it('drops and lists reasoning that it cannot say', () => {
    const target = firstTarget({ slots: at(inhouse), settings: { params: { reasoning: { max_tokens: 500 } } } });
    expect(target.body).not.toHaveProperty('reasoning');
    expect(target.body).not.toHaveProperty('reasoning_effort');
    expect(target.changes.at(-1)).toMatchObject({ param: 'reasoning', change: 'dropped', from: { max_tokens: 500 } });
  });

  it("gets none of OpenRouter's fields, and the drop is listed", () => {
    const body = {
      provider: { zdr: true },
      models: ['x'],
      transforms: [],
      usage: { include: true },
    } as Partial<ChatBody>;
    const target = firstTarget({ slots: at(inhouse), settings: { provider: { sort: 'price' } }, body });
    for (const param of Object.keys(body)) expect(target.body).not.toHaveProperty(param);
    expect(target.changes.map(({ param, change }) => `${change} ${param}`).sort()).toEqual([
      'dropped models',
      'dropped provider',
      'dropped transforms',
      'dropped usage',
    ]);
  });
});

describe('an endpoint of kind openrouter', () => {
  it('gets what constraints enforce, which nobody can loosen', () => {
    const enforce: Candidate['enforce'] = {
      zdr: true,
      data_collection: 'deny',
      max_price: { prompt: 2, completion: 5 },
    };
    const target = firstTarget({
      candidates: [candidateOf(slotOf('a'), { enforce })],
      settings: { provider: { order: ['azure'], max_price: { prompt: 1 } } },
      body: { provider: { zdr: false, data_collection: 'allow', max_price: { completion: '3' } } } as Partial<ChatBody>,
    });
    expect(target.body.provider).toEqual({
      order: ['azure'],
      zdr: true,
      data_collection: 'deny',
      max_price: { prompt: 1, completion: '3' },
    });
    expect(target.changes).toMatchObject([{ param: 'provider', change: 'replaced' }]);
  });

  it('may not choose models by itself', () => {
    const body = { models: ['other/model'], route: 'fallback', preset: 'mine' } as Partial<ChatBody>;
    const target = firstTarget({ body, settings: { params: { extra_body: { models: ['third/model'] } } } });
    expect(target.body).not.toHaveProperty('models');
    expect(target.body).not.toHaveProperty('route');
    expect(target.body).not.toHaveProperty('preset');
    expect(target.changes.filter(({ change }) => change === 'dropped').map(({ param }) => param)).toEqual([
      'models',
      'route',
      'preset',
    ]);
  });

  it('gets no provider object when nobody wants one', () => {
    expect(firstTarget({}).body).not.toHaveProperty('provider');
  });
});

describe('a stream', () => {
  it('asks for usage, and keeps the options of the caller', () => {
    const plan = planOf({
      body: { stream: true, stream_options: { include_obfuscation: false } } as Partial<ChatBody>,
    });
    expect(plan.stream).toBe(true);
    expect(plan.targets[0]?.body.stream_options).toEqual({ include_obfuscation: false, include_usage: true });
    expect(plan.deliverUsageChunk).toBe(false);
  });

  it('delivers the usage chunk to a caller who asked for it', () => {
    expect(planOf({ body: { stream: true, stream_options: { include_usage: true } } }).deliverUsageChunk).toBe(true);
  });

  it('is no stream when the caller did not ask for one', () => {
    const plan = planOf({ body: { stream: false } });
    expect(plan.stream).toBe(false);
    expect(plan.targets[0]?.body).not.toHaveProperty('stream_options');
  });
});
