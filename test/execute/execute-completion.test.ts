import { APIConnectionError, BadRequestError, RateLimitError } from 'openai';
import { describe, expect, it } from 'vitest';
import { RouterError } from '../../src/errors.js';
import type { FailureClass } from '../../src/execute/failure-class.js';
import type { Provider } from '../../src/execute/provider.js';
import { routingOf } from '../../src/execute/routing-of.js';
import type { Attempt } from '../../src/execute/routing-report.js';
import type { Scripts } from '../../src/providers/simulated/script-player.js';
import type { StepName } from '../../src/providers/simulated/script-step.js';
import { createSimulatedProvider } from '../../src/providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import { complete, contextOf, inhouse, type PlanInput, planOf, rejectionOf, slotOf } from '../support/execution.js';

const outcomes = (attempts: readonly Attempt[] = []) => attempts.map(({ slot, outcome }) => `${slot} ${outcome}`);

function simulate(scripts: Scripts) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts });
  return { provider, runtime, context: contextOf(provider, { runtime }) };
}

async function completed(scripts: Scripts, input: PlanInput = {}) {
  return complete(planOf(input), simulate(scripts).context);
}

async function failed(scripts: Scripts, input: PlanInput = {}): Promise<RouterError> {
  return (await rejectionOf(completed(scripts, input))) as RouterError;
}

describe('an answer', () => {
  it('is what the provider gave, and its routing is not enumerable', async () => {
    const completion = await completed({ 'acme/fast': [{ answer: 'Hello!' }] });
    expect(completion.choices[0]?.message.content).toBe('Hello!');
    expect(JSON.parse(JSON.stringify(completion))).not.toHaveProperty('routing');
    expect(Object.keys(completion)).not.toContain('routing');
    expect(completion.routing).toMatchObject({ decision: { id: 'd-1' }, served_by: 0 });
  });

  it('comes with usage and cost', async () => {
    const slots = [slotOf('fast', { price: { prompt: 1_000_000, completion: 0 } })];
    const { routing } = await completed({}, { slots });
    expect(routing.usage?.prompt_tokens).toBeGreaterThan(0);
    expect(routing.cost).toEqual({ usd: routing.usage?.prompt_tokens, source: 'computed' });
    expect(routing.attempts[0]).toMatchObject({ outcome: 'ok', usage: routing.usage, cost: routing.cost });
    expect(routing.attempts[0]?.response_id).toBeTypeOf('string');
  });

  it('has an unknown cost without a price, not 0', async () => {
    const { routing } = await completed({});
    expect(routing).not.toHaveProperty('cost');
  });

  it('costs what its own attempt costs when the others were refused', async () => {
    const price = { prompt: 1_000_000, completion: 0 };
    const { routing } = await completed(
      { 'acme/fast': ['overloaded', 'credential'] },
      { slots: [slotOf('fast'), slotOf('spare', { endpoint: inhouse, price })] },
    );
    expect(outcomes(routing.attempts)).toEqual(['fast overloaded', 'fast credential', 'spare ok']);
    expect(routing.cost?.usd).toBe(routing.usage?.prompt_tokens);
  });

  it('has an unknown cost when an attempt may have been charged', async () => {
    const price = { prompt: 1, completion: 1 };
    const slots = [slotOf('fast', { price }), slotOf('spare', { price })];
    const { routing } = await completed({ 'acme/fast': ['timeout'] }, { slots });
    expect(outcomes(routing.attempts)).toEqual(['fast timeout', 'spare ok']);
    expect(routing).not.toHaveProperty('cost');
  });
});

describe('a failure', () => {
  it.each<[StepName, string[]]>([
    ['overloaded', ['fast overloaded', 'fast ok']],
    ['rate_limit', ['fast rate_limit', 'fast ok']],
    ['reset', ['fast network', 'fast ok']],
    ['timeout', ['fast timeout', 'spare ok']],
    ['forbidden', ['fast forbidden', 'spare ok']],
    ['model_gone', ['fast model_gone', 'spare ok']],
    ['unknown', ['fast unknown', 'spare ok']],
    ['empty', ['fast truncated', 'spare ok']],
    ['garbage', ['fast truncated', 'spare ok']],
    ['truncated', ['fast truncated', 'spare ok']],
  ])('of class %s is met', async (step, attempts) => {
    const { routing } = await completed({ 'acme/fast': [step] });
    expect(outcomes(routing.attempts)).toEqual(attempts);
    expect(routing.served_by).toBe(1);
  });

  it('of a model whose id was sent is never met with that id at the fallback', async () => {
    const { provider, context } = simulate({ 'acme/fast': ['forbidden'] });
    await complete(planOf(), context);
    expect(provider.requests.map(({ model }) => model)).toEqual(['acme/fast', 'acme/spare']);
  });

  it('waits as long as Retry-After asks before it tries again', async () => {
    const { routing } = await completed({ 'acme/fast': [{ fail: 'rate_limit', retry_after: 3 }] });
    const [first, second] = routing.attempts;
    expect(first).toMatchObject({ outcome: 'rate_limit', status: 429, retry_after_ms: 3_000 });
    expect(second!.started_at - first!.started_at).toBe(3_000);
  });

  it('does not wait for a long Retry-After when there is another target', async () => {
    const { routing } = await completed({ 'acme/fast': [{ fail: 'rate_limit', retry_after: 60 }] });
    expect(outcomes(routing.attempts)).toEqual(['fast rate_limit', 'spare ok']);
  });

  it('that blames the request is not tried elsewhere', async () => {
    const error = await failed({ 'acme/fast': ['caller_fault'] });
    expect(error).toBeInstanceOf(BadRequestError);
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast caller_fault']);
  });

  it('is retried as often as the policy says', async () => {
    const { routing } = await completed(
      { 'acme/fast': ['overloaded', 'overloaded', 'overloaded'] },
      { settings: { retry: { attempts: 4 } } },
    );
    expect(outcomes(routing.attempts)).toEqual(['fast overloaded', 'fast overloaded', 'fast overloaded', 'fast ok']);
  });

  it('is retried only when it is of a class that the policy names', async () => {
    const { routing } = await completed({ 'acme/fast': ['reset'] }, { settings: { retry: { on: ['timeout'] } } });
    expect(outcomes(routing.attempts)).toEqual(['fast network', 'spare ok']);
  });

  it('waits no longer for Retry-After than the policy says', async () => {
    const script: Scripts = { 'acme/fast': [{ fail: 'rate_limit', retry_after: 30 }] };
    const { routing } = await completed(script, { settings: { retry: { maxRetryAfterMs: 60_000 } } });
    expect(outcomes(routing.attempts)).toEqual(['fast rate_limit', 'fast ok']);
  });

  it('goes to the next target only when it is of a class that the policy names', async () => {
    const fallback = { on: ['overloaded', 'caller_fault'] as const };
    const { routing } = await completed({ 'acme/fast': ['caller_fault'] }, { settings: { fallback } });
    expect(outcomes(routing.attempts)).toEqual(['fast caller_fault', 'spare ok']);
    const error = await failed({ 'acme/fast': ['forbidden'] }, { settings: { fallback } });
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast forbidden']);
  });

  it('is told to whoever listens, attempt by attempt', async () => {
    const seen: Attempt[] = [];
    const { context } = simulate({ 'acme/fast': ['forbidden'] });
    await complete(planOf(), { ...context, onAttempt: (attempt) => seen.push(attempt) });
    expect(outcomes(seen)).toEqual(['fast forbidden', 'spare ok']);
  });
});

describe('a filtered answer', () => {
  const filtered: Scripts = { 'acme/fast': [{ answer: 'Well', finish_reason: 'content_filter' }] };

  it('is handed on, and its attempt says so', async () => {
    const completion = await completed(filtered);
    expect(completion.choices[0]?.finish_reason).toBe('content_filter');
    expect(completion.routing).toMatchObject({ served_by: 0, attempts: [{ outcome: 'content_filter' }] });
  });

  it('is replaced when the policy says so', async () => {
    const { routing } = await completed(filtered, { settings: { fallback: { on: ['content_filter'] } } });
    expect(outcomes(routing.attempts)).toEqual(['fast content_filter', 'spare ok']);
  });
});

describe('an answer cut by its limit', () => {
  it('is an answer, also without text', async () => {
    const completion = await completed({ 'acme/fast': [{ answer: '', finish_reason: 'length' }] });
    expect(completion.routing.served_by).toBe(0);
    expect(completion.choices[0]?.finish_reason).toBe('length');
  });
});

describe('when all fails', () => {
  it('a single attempt gives the error of the SDK, with routing', async () => {
    const error = await failed({ 'acme/fast': [{ fail: 'rate_limit', retry_after: 60 }] }, { slots: [slotOf('fast')] });
    expect(error).toBeInstanceOf(RateLimitError);
    expect(routingOf(error)).toMatchObject({ served_by: null, attempts: [{ outcome: 'rate_limit', status: 429 }] });
    expect(Object.keys(error)).not.toContain('routing');
  });

  it('several give ATTEMPTS_EXHAUSTED, whose cause is the failure of the first target', async () => {
    const error = await failed({ 'acme/fast': ['reset', 'reset'], 'acme/spare': ['forbidden'] });
    expect(RouterError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status: 502 });
    expect(error.cause).toBeInstanceOf(APIConnectionError);
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast network', 'fast network', 'spare forbidden']);
    expect(error.message).toContain('fast network, fast network, spare forbidden');
  });

  it('the cause is a later failure when that one blames the request', async () => {
    const error = await failed({ 'acme/fast': ['forbidden'], 'acme/spare': ['caller_fault'] });
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status: 400 });
    expect(error.cause).toBeInstanceOf(BadRequestError);
  });

  it.each<[FailureClass, number]>([
    ['credential', 502],
    ['quota', 503],
    ['forbidden', 502],
    ['model_gone', 502],
    ['overloaded', 503],
    ['timeout', 504],
  ])('the status for %s blames nobody who calls: %i', async (failureClass, status) => {
    const slots = [slotOf('fast'), slotOf('spare', { endpoint: inhouse })];
    const script = [failureClass, failureClass] as never;
    const error = await failed({ 'acme/fast': script, 'acme/spare': script }, { slots });
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status });
  });

  it('the smallest Retry-After is passed on', async () => {
    const error = await failed({
      'acme/fast': [{ fail: 'rate_limit', retry_after: 60 }],
      'acme/spare': [{ fail: 'rate_limit', retry_after: 20 }],
    });
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status: 429, retryAfterMs: 20_000 });
  });

  it('a lone attempt that the router itself gave up is ATTEMPTS_EXHAUSTED', async () => {
    const error = await failed({ 'acme/fast': ['timeout'] }, { slots: [slotOf('fast')] });
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status: 504 });
    expect(error.message).toBe('The only attempt failed (fast timeout). fast: not done within 120000 ms');
  });

  it('a plan without targets is NO_ELIGIBLE_MODEL', async () => {
    expect(await failed({}, { slots: [] })).toMatchObject({ code: 'NO_ELIGIBLE_MODEL' });
  });
});

describe('the deadlines', () => {
  it('give up an attempt, and then the request', async () => {
    const settings = { timeout: { totalMs: 40_000 }, deadlineMs: 100_000 };
    const slots = ['a', 'b', 'c', 'd'].map((name) => slotOf(name));
    const scripts = Object.fromEntries(slots.map(({ id }) => [id, ['timeout' as const]]));
    const routing = routingOf(await failed(scripts, { slots, settings }));
    expect(routing?.attempts.map(({ slot, duration_ms, error }) => [slot, duration_ms, error])).toEqual([
      ['a', 40_000, 'not done within 40000 ms'],
      ['b', 40_000, 'not done within 40000 ms'],
      ['c', 20_000, 'the deadline of the request, 100000 ms, passed'],
    ]);
  });

  it("end with the caller's timeout option, which holds for all attempts together", async () => {
    const { context } = simulate({ 'acme/fast': ['overloaded', 'timeout'] });
    const error = await rejectionOf(complete(planOf(), { ...context, timeoutMs: 500 }));
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED' });
    const routing = routingOf(error);
    expect(routing?.attempts.map(({ slot, outcome }) => [slot, outcome])).toEqual([
      ['fast', 'overloaded'],
      ['fast', 'timeout'],
    ]);
    expect(routing?.duration_ms).toBe(500);
  });
});

describe("the caller's abort", () => {
  it('passes through unwrapped, and nothing is tried after it', async () => {
    const { provider, context } = simulate({ 'acme/fast': ['timeout'] });
    const controller = new AbortController();
    const running = complete(planOf(), { ...context, signal: controller.signal });
    const reason = new Error('the user left');
    controller.abort(reason);
    expect(await rejectionOf(running)).toBe(reason);
    expect(routingOf(reason)).toMatchObject({ served_by: null, attempts: [{ outcome: 'cancelled' }] });
    expect(provider.requests).toHaveLength(1);
    expect(provider.requests[0]).toMatchObject({ aborted: true });
  });

  it('before the call lets nothing out', async () => {
    const { provider, context } = simulate({});
    const error = await rejectionOf(complete(planOf(), { ...context, signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(provider.requests).toHaveLength(0);
  });

  it('ends a pause between attempts', async () => {
    const { provider, runtime, context } = simulate({ 'acme/fast': [{ fail: 'rate_limit', retry_after: 9 }] });
    const controller = new AbortController();
    const running = complete(planOf(), { ...context, signal: controller.signal });
    await runtime.sleep(4_000);
    controller.abort();
    expect(await rejectionOf(running)).toMatchObject({ name: 'AbortError' });
    expect(provider.requests).toHaveLength(1);
  });

  it('ends an attempt of a provider that ignores its signal', async () => {
    const deaf: Provider = { complete: () => new Promise(() => {}), stream: () => new Promise(() => {}) };
    const controller = new AbortController();
    const running = complete(planOf(), contextOf(deaf, { signal: controller.signal }));
    controller.abort();
    expect(await rejectionOf(running)).toMatchObject({ name: 'AbortError' });
  });
});

describe('a provider that breaks its contract', () => {
  const answering = (value: unknown): Provider => ({
    complete: async () => ({ value: value as never }),
    stream: async () => {
      throw new Error('not asked');
    },
  });

  it.each([
    null,
    'text',
    [],
    {},
    { choices: 'none' },
    { choices: [null] },
    { choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: null } }] },
    { choices: [{ index: 0, finish_reason: 'error', message: { content: 'partial' } }] },
    { error: { code: 502, message: 'Provider disconnected' } },
  ])('is caught with %j', async (value) => {
    const error = await rejectionOf(complete(planOf(), contextOf(answering(value))));
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast truncated', 'spare truncated']);
  });

  it.each([
    [
      'a tool call',
      { content: null, tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    ],
    ['a function call', { content: null, function_call: { name: 'f', arguments: '{}' } }],
    ['a refusal', { content: null, refusal: 'No.' }],
    ['audio', { content: null, audio: { id: 'a', data: '' } }],
  ])('is not suspected for %s', async (_, message) => {
    const value = { choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', ...message } }] };
    const completion = await complete(planOf(), contextOf(answering(value)));
    expect(completion).toBe(value);
  });

  it('may throw what it likes', async () => {
    const broken: Provider = {
      complete: () => {
        throw new TypeError('oops');
      },
      stream: () => Promise.reject(undefined),
    };
    const error = await rejectionOf(complete(planOf(), contextOf(broken)));
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED' });
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast unknown', 'spare unknown']);
  });
});
