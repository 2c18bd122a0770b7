import type { ChatCompletion } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/decide/decide.js';
import type { AnswerCheck } from '../../src/execute/answer-check.js';
import type { RoutedCompletion } from '../../src/execute/execute.js';
import { execute } from '../../src/execute/execute.js';
import type { ExecutionContext } from '../../src/execute/execution.js';
import { missingChecks } from '../../src/execute/missing-checks.js';
import type { Provider, ProviderCall } from '../../src/execute/provider.js';
import { routingOf } from '../../src/execute/routing-of.js';
import { planExecution } from '../../src/plan/plan-execution.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import { parseRequest } from '../../src/request/parse-request.js';
import { contextOf, rejectionOf } from '../support/execution.js';
import { compileText } from '../support/policies.js';

function policy(escalate: string, more = ''): string {
  return `
policy: test
language: 1
endpoints: { here: { kind: openai, base_url: http://127.0.0.1:9/v1 } }
models:
  small: { id: small, endpoint: here, price: { prompt: 1, completion: 1 } }
  large: { id: large, endpoint: here, price: { prompt: 2, completion: 2 }, labels: [private] }
  spare: { id: spare, endpoint: here, price: { prompt: 3, completion: 3 } }
  huge: { id: huge, endpoint: here, price: { prompt: 9, completion: 9 } }
tiers:
  quick: { model: small, max_tokens: 10, escalate: ${escalate} }
  deep: { model: large, fallbacks: [spare], max_tokens: 100, escalate: { when: [refusal], to: last } }
  last: { model: huge, max_tokens: 1000 }
facts: { strict: { from: attribute, path: strict, type: boolean, default: false } }
rules: []
default: quick
${more}`;
}

const say = (message: object, finish_reason = 'stop') => ({
  message: { role: 'assistant', ...message },
  finish_reason,
});
const ok = say({ content: 'Well said.' });
const cut = say({ content: 'Well s' }, 'length');
const refused = say({ content: null, refusal: 'I cannot.' });

/** What each model answers: one choice, several, or an HTTP status. */
type Answers = Readonly<Record<string, object | readonly object[] | number>>;

function answering(answers: Answers) {
  const calls: ProviderCall[] = [];
  const provider: Provider = {
    stream: () => Promise.reject(new Error('not asked')),
    complete: async (call) => {
      calls.push(call);
      const answer = answers[call.body.model] ?? ok;
      if (typeof answer === 'number') throw new Error(`status ${answer}`);
      const choices = [answer].flat().map((choice, index) => ({ index, ...choice }));
      const usage = { prompt_tokens: 1_000_000, completion_tokens: 0 };
      return { value: { id: call.body.model, choices, usage } as unknown as ChatCompletion };
    },
  };
  return { provider, calls };
}

interface Given {
  readonly escalate: string;
  readonly answers?: Answers;
  readonly body?: object;
  readonly more?: string;
  readonly context?: Partial<ExecutionContext>;
}

async function run({ escalate, answers = {}, body = {}, more = '', context = {} }: Given) {
  const compiled = await compileText(policy(escalate, more));
  const request = parseRequest({ messages: [{ role: 'user', content: 'hello' }], ...body });
  const routed = await decide(compiled, request, { id: 'd-1', now: 0 });
  const { provider, calls } = answering(answers);
  const more_ = { decision: routed.decision, request, ...context };
  const completion = (await execute(planExecution(routed, request), contextOf(provider, more_))) as RoutedCompletion;
  return { completion, routing: completion.routing, calls, models: calls.map((call) => call.body.model) };
}

const on = (reason: string) => `{ when: [${reason}], to: deep }`;

describe('an answer that is wanting', () => {
  it.each<[string, object | readonly object[], object?]>([
    ['truncated_by_length', cut],
    ['refusal', refused],
    ['refusal', say({ content: 'Half' }, 'content_filter')],
    ['empty', say({ content: '' })],
    ['empty', say({ content: ' \n' })],
    ['empty', say({ content: null })],
    ['invalid_json', say({ content: '{"a":' }), { response_format: { type: 'json_object' } }],
    ['invalid_json', say({ tool_calls: [{ function: { name: 'f', arguments: '{a}' } }] }, 'tool_calls')],
    ['truncated_by_length', [cut, cut], { n: 2 }],
  ])('for %s is asked for again at the tier', async (reason, small, body = {}) => {
    const { completion, routing, models } = await run({ escalate: on(reason), answers: { small }, body });
    expect(models).toEqual(['small', 'large']);
    expect(completion.choices[0]?.message.content).toBe('Well said.');
    expect(routing).toMatchObject({
      served_by: 1,
      escalations: [{ attempt: 0, because: reason, to: 'deep', answered: 1 }],
    });
  });

  it.each<[string, object | readonly object[], object?]>([
    ['truncated_by_length', ok],
    ['truncated_by_length', refused],
    ['refusal', cut],
    ['empty', say({ tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }, 'tool_calls')],
    ['empty', refused],
    ['invalid_json', say({ content: 'no JSON, and none was asked for' })],
    ['invalid_json', say({ content: '{"a":1}' }), { response_format: { type: 'json_object' } }],
    ['invalid_json', say({ tool_calls: [{ function: { name: 'f', arguments: '' } }] }, 'tool_calls')],
    ['truncated_by_length', [cut, ok], { n: 2 }],
  ])('stands when nothing is wrong with it that %s would name', async (reason, small, body = {}) => {
    const { routing, models } = await run({ escalate: on(reason), answers: { small }, body });
    expect(models).toEqual(['small']);
    expect(routing).not.toHaveProperty('escalations');
  });

  it('costs what it cost', async () => {
    const { routing } = await run({ escalate: on('refusal'), answers: { small: refused } });
    expect(routing.cost?.usd).toBe(3);
    expect(routing.attempts.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  });

  it("is asked for with the tier's own limit and fallbacks", async () => {
    const { calls, routing } = await run({ escalate: on('refusal'), answers: { small: refused, large: 500 } });
    expect(calls.map(({ body }) => [body.model, body.max_tokens])).toEqual([
      ['small', 10],
      ['large', 100],
      ['spare', 100],
    ]);
    expect(routing).toMatchObject({ served_by: 2, escalations: [{ attempt: 0, answered: 2 }] });
  });

  it("is asked for again where the tier's own escalation leads", async () => {
    const { models, routing } = await run({ escalate: on('refusal'), answers: { small: refused, large: refused } });
    expect(models).toEqual(['small', 'large', 'huge']);
    expect(routing.escalations).toEqual([
      { attempt: 0, because: 'refusal', to: 'deep', answered: 1 },
      { attempt: 1, because: 'refusal', to: 'last', answered: 2 },
    ]);
  });

  it('is in the record when the caller leaves while the tier is asked', async () => {
    const controller = new AbortController();
    const leaving = answering({ small: cut });
    const provider: Provider = {
      ...leaving.provider,
      complete: async (call) => {
        if (call.body.model === 'large') controller.abort();
        return leaving.provider.complete(call);
      },
    };
    const error = await rejectionOf(
      run({ escalate: on('truncated_by_length'), context: { signal: controller.signal, provider } }),
    );
    expect(routingOf(error)?.escalations).toEqual([
      { attempt: 0, because: 'truncated_by_length', to: 'deep', answered: null },
    ]);
  });

  it('stands when no model of the tier answers, and the report says so', async () => {
    const { completion, routing } = await run({
      escalate: on('truncated_by_length'),
      answers: { small: cut, large: 500, spare: 500 },
    });
    expect(completion.choices[0]?.finish_reason).toBe('length');
    expect(routing).toMatchObject({ served_by: 0, escalations: [{ attempt: 0, to: 'deep', answered: null }] });
    expect(routing.attempts).toHaveLength(3);
  });
});

describe('constraints', () => {
  const more = `constraints:
  - { id: only-private, when: { strict: true }, require: { labels: [private] } }
  - { id: capped, when: { strict: { exists: true } }, cap: { max_tokens: 50 } }
`;
  const priv = policy(on('refusal'), more).replace('completion: 1 }', 'completion: 1 }, labels: [private]');

  it('hold for the models of every tier on the way, and the decision tells', async () => {
    const compiled = await compileText(priv);
    const body = { messages: [{ role: 'user', content: 'hello' }], attributes: { strict: true } };
    const { decision } = await decide(compiled, parseRequest(body), { id: 'd', now: 0 });
    expect(decision.escalations).toMatchObject([
      {
        tier: 'deep',
        when: ['refusal'],
        chain: ['large'],
        targets: [{ max_tokens: 50 }],
        removed: [{ slot: 'spare' }],
      },
      { tier: 'last', chain: [], removed: [{ slot: 'huge', constraint: 'only-private' }] },
    ]);
  });

  it('that leave no model let the answer stand, and the report says so', async () => {
    const compiled = await compileText(priv);
    const body = { messages: [{ role: 'user' as const, content: 'hello' }], attributes: { strict: true } };
    const request = parseRequest(body);
    const routed = await decide(compiled, request, { id: 'd', now: 0 });
    const { provider, calls } = answering({ small: refused, large: refused });
    const context = contextOf(provider, { decision: routed.decision, request });
    const { routing } = (await execute(planExecution(routed, request), context)) as RoutedCompletion;
    expect(calls.map((call) => call.body.model)).toEqual(['small', 'large']);
    expect(routing.not_applied).toEqual([{ setting: 'escalate', because: 'constraints left no model of tier last' }]);
  });
});

describe('a check', () => {
  const checked = '{ when: [failed_check], to: deep, check: polite, check_timeout: 2s }';

  function judgedBy(polite: AnswerCheck, more: Partial<ExecutionContext> = {}) {
    return run({ escalate: checked, context: { checks: { polite }, ...more }, body: { attributes: { user: 'u' } } });
  }

  it('that says yes lets the answer stand', async () => {
    expect((await judgedBy(() => true)).models).toEqual(['small']);
    expect((await judgedBy(async () => true)).models).toEqual(['small']);
  });

  it.each<[string, AnswerCheck, string]>([
    ['says no', () => false, 'the check says no'],
    ['gives no boolean', () => 'yes' as never, 'the check says no'],
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      'the check threw: boom',
    ],
    ['rejects', () => Promise.reject(new Error('boom')), 'the check threw: boom'],
    [
      'rejects with what has no text',
      () => Promise.reject(Object.create(null)),
      'the check threw: a thrown object that cannot be shown',
    ],
    ['never ends', () => new Promise(() => {}), 'the check took longer than 2000 ms'],
  ])('that %s has failed', async (_, polite, detail) => {
    const { routing, models } = await judgedBy(polite);
    expect(models).toEqual(['small', 'large']);
    expect(routing.escalations).toMatchObject([{ because: 'failed_check', detail }]);
  });

  it("sees the answer, the caller's body and attributes, and a signal", async () => {
    let seen: Parameters<AnswerCheck> | undefined;
    await judgedBy((...args) => {
      seen = args;
      return true;
    });
    expect(seen?.[0].id).toBe('small');
    expect(seen?.[1]).toMatchObject({ body: { messages: [{ content: 'hello' }] }, attributes: { user: 'u' } });
    expect(seen?.[2]).toBeInstanceOf(AbortSignal);
    expect(seen?.[2].aborted).toBe(false);
  });

  it('has no more time than the request, whose answer stands then', async () => {
    const runtime = createVirtualRuntime();
    const started = runtime.now();
    const { completion, routing, models } = await run({
      escalate: '{ when: [failed_check], to: deep, check: polite, check_timeout: 1h }',
      context: { runtime, checks: { polite: () => new Promise(() => {}) } },
    });
    expect(runtime.now() - started).toBe(300_000);
    expect(completion.choices[0]?.message.content).toBe('Well said.');
    expect(models).toEqual(['small']);
    expect(routing).toMatchObject({
      served_by: 0,
      not_applied: [{ setting: 'escalate', because: 'no time was left to ask again' }],
    });
  });

  it('is given up when the caller leaves', async () => {
    const controller = new AbortController();
    const reason = new Error('left');
    const running = judgedBy(
      () => {
        controller.abort(reason);
        return new Promise(() => {});
      },
      { signal: controller.signal, runtime: createVirtualRuntime() },
    );
    expect(await rejectionOf(running)).toBe(reason);
  });

  it('that nobody registered is a finding where the policy names it', async () => {
    const { policy: linked } = await compileText(policy(checked));
    expect(missingChecks(linked, ['polite'])).toEqual([]);
    expect(missingChecks(linked, ['polit'])).toMatchObject([
      {
        code: 'check-missing',
        message: 'no check is registered as "polite"; did you mean "polit"?',
        place: { line: 11 },
      },
    ]);
  });
});

describe('a stream', () => {
  it('is not escalated, and its plan says so', async () => {
    const compiled = await compileText(policy(on('refusal')));
    const request = parseRequest({ messages: [{ role: 'user', content: 'hello' }], stream: true });
    const routed = await decide(compiled, request, { id: 'd', now: 0 });
    expect(routed.decision).not.toHaveProperty('escalations');
    expect(planExecution(routed, request).notApplied).toEqual([
      { setting: 'escalate', because: 'a stream is delivered before it could be judged' },
    ]);
  });
});
