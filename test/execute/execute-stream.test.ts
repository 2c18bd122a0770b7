import { APIError, RateLimitError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { Stream } from 'openai/streaming';
import { describe, expect, it } from 'vitest';
import type { RoutedStream } from '../../src/execute/execute.js';
import type { FailureClass } from '../../src/execute/failure-class.js';
import { type Provider, ProviderError } from '../../src/execute/provider.js';
import { routingOf } from '../../src/execute/routing-of.js';
import type { Attempt } from '../../src/execute/routing-report.js';
import type { StreamInterruptedError } from '../../src/execute/stream-interrupted-error.js';
import type { Scripts } from '../../src/providers/simulated/script-player.js';
import { createSimulatedProvider } from '../../src/providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import { contextOf, type PlanInput, planOf, rejectionOf, slotOf, stream } from '../support/execution.js';

const outcomes = (attempts: readonly Attempt[] = []) => attempts.map(({ slot, outcome }) => `${slot} ${outcome}`);
const five = 'one two three four five';

function planned(input: PlanInput = {}) {
  return planOf({ ...input, body: { stream: true, ...input.body } as never });
}

function simulate(scripts: Scripts, chunkDelayMs = 0) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts, chunkDelayMs });
  return { provider, runtime, context: contextOf(provider, { runtime }) };
}

/** Reads a stream to its end: the chunks, and the error that ended it. */
async function read(source: RoutedStream): Promise<{ chunks: ChatCompletionChunk[]; text: string; error?: unknown }> {
  const chunks: ChatCompletionChunk[] = [];
  const textOf = () => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
  try {
    for await (const chunk of source) chunks.push(chunk);
    return { chunks, text: textOf() };
  } catch (error) {
    return { chunks, text: textOf(), error };
  }
}

async function streamed(scripts: Scripts, input: PlanInput = {}) {
  const result = await stream(planned(input), simulate(scripts).context);
  return { ...(await read(result)), routing: await result.routing };
}

describe('a stream', () => {
  it("is the SDK's, and its routing is not enumerable", async () => {
    const { context } = simulate({ 'acme/fast': [{ answer: five }] });
    const result = await stream(planned(), context);
    expect(result).toBeInstanceOf(Stream);
    expect(Object.keys(result)).not.toContain('routing');
    expect((await read(result)).text).toBe(five);
    expect(await result.routing).toMatchObject({ served_by: 0, attempts: [{ outcome: 'ok', finish_reason: 'stop' }] });
  });

  it('knows its usage and cost without showing a chunk that nobody asked for', async () => {
    const slots = [slotOf('fast', { price: { prompt: 1, completion: 1 } })];
    const { chunks, routing } = await streamed({}, { slots });
    expect(chunks.every(({ choices }) => choices.length > 0)).toBe(true);
    expect(routing.usage?.completion_tokens).toBeGreaterThan(0);
    expect(routing.cost?.source).toBe('computed');
  });

  it('shows the usage chunk to a caller who asked for it', async () => {
    const { chunks } = await streamed({}, { body: { stream_options: { include_usage: true } } });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
  });

  it('tells when the first content came', async () => {
    const { context } = simulate({ 'acme/fast': [{ answer: five, delay: '2s' }] }, 100);
    const result = await stream(planned(), context);
    await read(result);
    const [attempt] = (await result.routing).attempts;
    expect(attempt?.first_token_ms).toBe(2_200);
    expect(attempt?.duration_ms).toBeGreaterThan(2_200);
  });

  it('can be read once, and split', async () => {
    const { context } = simulate({ 'acme/fast': [{ answer: five }, { answer: five }] });
    const once = await stream(planned(), context);
    await read(once);
    expect((await read(once)).error).toMatchObject({ message: expect.stringContaining('tee()') });

    const split = await stream(planned(), context);
    const [left, right] = split.tee();
    const texts = await Promise.all([read(left as RoutedStream), read(right as RoutedStream)]);
    expect(texts.map(({ text }) => text)).toEqual([five, five]);
    expect(await split.routing).toMatchObject({ served_by: 0 });
  });

  it('becomes a ReadableStream of JSON lines', async () => {
    const { context } = simulate({ 'acme/fast': [{ answer: five }] });
    const result = await stream(planned(), context);
    const again = Stream.fromReadableStream<ChatCompletionChunk>(result.toReadableStream(), new AbortController());
    expect((await read(again as RoutedStream)).text).toBe(five);
  });
});

describe('before the first content', () => {
  it.each<[string, Scripts[string], string[]]>([
    ['an HTTP error', ['forbidden'], ['fast forbidden', 'spare ok']],
    ['an overload', ['overloaded', 'overloaded'], ['fast overloaded', 'fast overloaded', 'spare ok']],
    ['a reset', ['reset'], ['fast network', 'fast ok']],
    ['a cut', [{ cut_after: 0 }], ['fast truncated', 'spare ok']],
    ['an error chunk', [{ error_after: 0 }], ['fast truncated', 'spare ok']],
    ['a reset after the head', [{ reset_after: 0 }], ['fast network', 'fast ok']],
    ['an empty answer', ['empty'], ['fast truncated', 'spare ok']],
    ['garbage', ['garbage'], ['fast truncated', 'spare ok']],
    ['silence', ['timeout'], ['fast timeout', 'spare ok']],
    ['a stall after the head', [{ stall_after: 0 }], ['fast timeout', 'spare ok']],
  ])('%s is replaced, and the reader sees one answer', async (_, script, attempts) => {
    const { text, error, routing, chunks } = await streamed({ 'acme/fast': script, 'acme/spare': [{ answer: five }] });
    expect(error).toBeUndefined();
    expect(outcomes(routing.attempts)).toEqual(attempts);
    if (attempts.at(-1) === 'spare ok') expect(text).toBe(five);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it('no token within 30 s is given up', async () => {
    const { routing } = await streamed({ 'acme/fast': ['timeout'] });
    expect(routing.attempts[0]).toMatchObject({
      outcome: 'timeout',
      duration_ms: 30_000,
      error: 'no token within 30000 ms',
    });
  });

  it('a failure rejects the call, as with a bare client', async () => {
    const { context } = simulate({ 'acme/fast': [{ fail: 'rate_limit', retry_after: 60 }] });
    const error = await rejectionOf(stream(planned({ slots: [slotOf('fast')] }), context));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast rate_limit']);
  });
});

describe('after content was delivered', () => {
  it.each<[string, Scripts[string], FailureClass]>([
    ['a cut', [{ cut_after: 2 }], 'truncated'],
    ['an error chunk', [{ error_after: 2 }], 'truncated'],
    ['a reset', [{ reset_after: 2 }], 'network'],
    ['a stall', [{ stall_after: 2 }], 'timeout'],
  ])('%s is STREAM_INTERRUPTED, with the text so far, and nothing is shown twice', async (_, script, failureClass) => {
    const { text, error, routing } = await streamed({ 'acme/fast': script });
    expect(text.length).toBeGreaterThan(0);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
    expect((error as StreamInterruptedError).text).toBe(text);
    expect(routingOf(error)).toEqual(routing);
    expect(routing).toMatchObject({ served_by: null });
    expect(outcomes(routing.attempts)).toEqual([`fast ${failureClass}`]);
  });

  it('ends once: a read after the error is done', async () => {
    const { context } = simulate({ 'acme/fast': [{ cut_after: 1 }] });
    const iterator = (await stream(planned(), context))[Symbol.asyncIterator]();
    expect(
      await rejectionOf(
        (async () => {
          while (!(await iterator.next()).done);
        })(),
      ),
    ).toMatchObject({ code: 'STREAM_INTERRUPTED' });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a reader', () => {
  it('that stops cancels the upstream request', async () => {
    const { provider, context } = simulate({ 'acme/fast': [{ answer: five }] });
    const result = await stream(planned(), context);
    for await (const _ of result) break;
    expect(outcomes((await result.routing).attempts)).toEqual(['fast cancelled']);
    expect(provider.requests[0]).toMatchObject({ aborted: true });
  });

  it('that stops before its first read cancels the upstream request', async () => {
    const { provider, context } = simulate({ 'acme/fast': [{ answer: five }] });
    const result = await stream(planned(), context);
    await result[Symbol.asyncIterator]().return?.();
    await result.routing;
    expect(provider.requests[0]).toMatchObject({ aborted: true });
  });

  it('that stops at the finish_reason had the whole answer', async () => {
    const { context } = simulate({ 'acme/fast': [{ answer: five }] });
    const result = await stream(planned(), context);
    for await (const chunk of result) if (chunk.choices[0]?.finish_reason) break;
    expect(await result.routing).toMatchObject({ served_by: 0, attempts: [{ outcome: 'ok' }] });
  });

  it('is not outrun: chunks are pulled when asked for', async () => {
    let pulled = 0;
    const provider = streaming(async function* () {
      for (; pulled < 1_000; pulled += 1) yield chunkOf({ content: 'x' });
    });
    const result = await stream(planned(), contextOf(provider));
    const iterator = result[Symbol.asyncIterator]();
    for (let read = 0; read < 10; read += 1) await iterator.next();
    expect(pulled).toBeLessThanOrEqual(10);
    await iterator.return?.();
  });

  it('may take its time: its slowness is not held against the provider', async () => {
    const { runtime, context } = simulate({ 'acme/fast': [{ answer: five }] });
    const iterator = (await stream(planned(), context))[Symbol.asyncIterator]();
    let text = '';
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      text += next.value.choices[0]?.delta.content ?? '';
      await runtime.sleep(40_000);
    }
    expect(text).toBe(five);
  });

  it('that never comes back ends with the deadline, and lets go of the provider', async () => {
    const { provider, context } = simulate({ 'acme/fast': [{ answer: five }] });
    const result = await stream(planned(), context);
    const routing = await result.routing;
    expect(routing.duration_ms).toBe(300_000);
    expect(outcomes(routing.attempts)).toEqual(['fast cancelled']);
    expect(provider.requests[0]).toMatchObject({ aborted: true });
    expect((await read(result)).error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
  });
});

describe('an abort', () => {
  it("of the caller's signal in the middle passes its reason through, never a clean end", async () => {
    const { provider, context } = simulate({ 'acme/fast': [{ answer: five }] });
    const controller = new AbortController();
    const result = await stream(planned(), { ...context, signal: controller.signal });
    const iterator = result[Symbol.asyncIterator]();
    await iterator.next();
    const reason = new Error('the user left');
    controller.abort(reason);
    expect(await rejectionOf(iterator.next())).toBe(reason);
    expect(outcomes((await result.routing).attempts)).toEqual(['fast cancelled']);
    expect(provider.requests[0]).toMatchObject({ aborted: true });
  });

  it('while the reader waits for a chunk ends the wait', async () => {
    const { context } = simulate({ 'acme/fast': [{ stall_after: 1 }] });
    const controller = new AbortController();
    const result = await stream(planned(), { ...context, signal: controller.signal });
    const reading = read(result);
    controller.abort();
    expect((await reading).error).toMatchObject({ name: 'AbortError' });
  });

  it("of the stream's own controller ends the iteration, as with the SDK", async () => {
    const { provider, context } = simulate({ 'acme/fast': [{ answer: five }] });
    const result = await stream(planned(), context);
    const chunks: unknown[] = [];
    for await (const chunk of result) {
      chunks.push(chunk);
      result.controller.abort();
    }
    expect(chunks).toHaveLength(1);
    expect(await result.routing).toMatchObject({ served_by: null, attempts: [{ outcome: 'cancelled' }] });
    expect(provider.requests[0]).toMatchObject({ aborted: true });
  });

  it('before the first content lets nothing else be tried', async () => {
    const { provider, context } = simulate({ 'acme/fast': ['timeout'] });
    const controller = new AbortController();
    const running = stream(planned(), { ...context, signal: controller.signal });
    controller.abort();
    expect(await rejectionOf(running)).toMatchObject({ name: 'AbortError' });
    expect(provider.requests).toHaveLength(1);
  });
});

function chunkOf(delta: object, finish_reason: string | null = null, index = 0): ChatCompletionChunk {
  return {
    id: 'c-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index, delta, finish_reason }],
  } as ChatCompletionChunk;
}

/** A provider whose streams come from these generators, one for each attempt; the last serves the rest. */
function streaming(...scripts: readonly (() => AsyncGenerator<unknown>)[]): Provider {
  let attempts = 0;
  return {
    complete: () => Promise.reject(new Error('not asked')),
    stream: async () => {
      const script = scripts[Math.min(attempts, scripts.length - 1)]!;
      attempts += 1;
      return { value: script() as AsyncGenerator<ChatCompletionChunk> };
    },
  };
}

async function* emit(...chunks: readonly unknown[]): AsyncGenerator<unknown> {
  yield* chunks;
}

const whole = () =>
  emit(chunkOf({ role: 'assistant', content: '' }), chunkOf({ content: 'spare' }), chunkOf({}, 'stop'));

describe('what is held back', () => {
  it('is shown with the first content: role, reasoning, then text', async () => {
    const chunks = [
      chunkOf({ role: 'assistant' }),
      chunkOf({ reasoning: 'hm' }),
      chunkOf({ content: 'x' }),
      chunkOf({}, 'stop'),
    ];
    const result = await stream(planned(), contextOf(streaming(() => emit(...chunks))));
    expect((await read(result)).chunks).toEqual(chunks);
  });

  it('is dropped with the attempt: reasoning alone does not commit', async () => {
    const provider = streaming(() => emit(chunkOf({ reasoning_content: 'hm' })), whole);
    const result = await stream(planned(), contextOf(provider));
    const { chunks, text } = await read(result);
    expect(text).toBe('spare');
    expect(JSON.stringify(chunks)).not.toContain('reasoning');
  });

  it.each([
    ['64 chunks', () => emit(...Array.from({ length: 70 }, () => chunkOf({ reasoning: 'h' })))],
    ['64 KiB', () => emit(chunkOf({ reasoning: 'h'.repeat(70_000) }), chunkOf({ reasoning: 'm' }))],
  ])('commits beyond %s of reasoning', async (_, script) => {
    const result = await stream(planned(), contextOf(streaming(script, whole)));
    const { chunks, error } = await read(result);
    expect(chunks.length).toBeGreaterThan(1);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
  });

  it('commits after 2 s of reasoning, even when nothing more comes then', async () => {
    const runtime = createVirtualRuntime();
    const provider = streaming(async function* () {
      yield chunkOf({ reasoning: 'hm' });
      await runtime.sleep(10_000);
      yield chunkOf({ content: 'x' });
      yield chunkOf({}, 'stop');
    });
    const start = runtime.now();
    const result = await stream(planned(), contextOf(provider, { runtime }));
    expect(runtime.now() - start).toBe(2_000);
    expect((await read(result)).text).toBe('x');
  });

  it('stays bounded when a server sends chunks that carry nothing, and then fails over', async () => {
    const provider = streaming(() => emit(...Array.from({ length: 5_000 }, () => chunkOf({}))), whole);
    const result = await stream(planned(), contextOf(provider));
    expect((await read(result)).text).toBe('spare');
  });
});

describe('a whole answer', () => {
  it.each<[string, unknown[]]>([
    [
      'tool calls',
      [
        chunkOf({ tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '' } }] }),
        chunkOf({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
        chunkOf({}, 'tool_calls'),
      ],
    ],
    ['a refusal', [chunkOf({ refusal: 'No.' }), chunkOf({}, 'stop')]],
    [
      'logprobs',
      [
        {
          ...chunkOf({ content: 'x' }),
          choices: [{ index: 0, delta: { content: 'x' }, logprobs: { content: [] }, finish_reason: 'stop' }],
        },
      ],
    ],
    [
      'several choices',
      [chunkOf({ content: 'a' }), chunkOf({ content: 'b' }, null, 1), chunkOf({}, 'stop', 1), chunkOf({}, 'stop')],
    ],
    ['only a limit that was used up', [chunkOf({ role: 'assistant' }), chunkOf({}, 'length')]],
    ['a filter that left nothing', [chunkOf({ role: 'assistant' }), chunkOf({}, 'content_filter')]],
    [
      'a chunk without choices first',
      [{ id: 'c', choices: [], prompt_filter_results: [] }, chunkOf({ content: 'x' }), chunkOf({}, 'stop')],
    ],
  ])('may be %s, passed on chunk by chunk', async (_, chunks) => {
    const result = await stream(planned(), contextOf(streaming(() => emit(...chunks))));
    const seen = await read(result);
    expect(seen.error).toBeUndefined();
    expect(seen.chunks).toEqual(chunks);
    expect((await result.routing).served_by).toBe(0);
  });

  it.each<[string, object, string]>([
    ['text', { content: 'x' }, 'stop'],
    ['reasoning that used up the limit', { reasoning: 'hm' }, 'length'],
    ['a filter that left nothing', { role: 'assistant' }, 'content_filter'],
  ])('stays whole when the connection breaks after the finish_reason of %s', async (_, delta, finish) => {
    const provider = streaming(async function* () {
      yield* emit(chunkOf(delta), chunkOf({}, finish));
      throw new ProviderError({ stage: 'stream', code: 'ECONNRESET', message: 'reset' }, undefined);
    });
    const result = await stream(planned(), contextOf(provider));
    const { chunks, error } = await read(result);
    expect(error).toBeUndefined();
    expect(chunks).toHaveLength(2);
    expect((await result.routing).served_by).toBe(0);
  });

  it('that came in one chunk is given to a reader who comes after the deadline', async () => {
    const { runtime } = simulate({});
    const provider = streaming(async function* () {
      yield* emit(chunkOf({ content: 'all of it' }, 'stop'));
      await new Promise(() => {});
    });
    const result = await stream(planned({ settings: { deadlineMs: 1_000 } }), contextOf(provider, { runtime }));
    await runtime.sleep(2_000);
    expect((await result.routing).duration_ms).toBe(1_000);
    const { text, error } = await read(result);
    expect([text, error]).toEqual(['all of it', undefined]);
  });

  it('is not whole while a choice has no finish_reason', async () => {
    const provider = streaming(() =>
      emit(chunkOf({ content: 'a' }), chunkOf({ content: 'b' }, null, 1), chunkOf({}, 'stop')),
    );
    const result = await stream(planned({ body: { n: 2 } }), contextOf(provider));
    const { error } = await read(result);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', texts: ['a', 'b'] });
  });

  it('is not whole when the connection breaks before the second choice began', async () => {
    const provider = streaming(async function* () {
      yield* emit(chunkOf({ content: 'a' }), chunkOf({}, 'stop'));
      throw new ProviderError({ stage: 'stream', message: 'reset' }, undefined);
    });
    const result = await stream(planned({ body: { n: 2 } }), contextOf(provider));
    expect((await read(result)).error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
  });
});

describe('an error chunk', () => {
  it.each<[string, unknown]>([
    [
      'beside the choices',
      { ...chunkOf({ content: '' }, 'error'), error: { code: 502, message: 'Provider disconnected' } },
    ],
    ['inside a choice', { choices: [{ index: 0, delta: {}, error: { code: 502, message: 'boom' } }] }],
    ['as a finish_reason only', chunkOf({}, 'error')],
    ['as a chunk that is none', 'garbage'],
  ])('%s fails over before content', async (_, chunk) => {
    const result = await stream(planned(), contextOf(streaming(() => emit(chunk), whole)));
    expect((await read(result)).text).toBe('spare');
    expect(outcomes((await result.routing).attempts)).toEqual(['fast truncated', 'spare ok']);
  });

  it("has the SDK's error as cause", async () => {
    const { context } = simulate({ 'acme/fast': [{ error_after: 1 }] });
    const { error } = await read(await stream(planned(), context));
    expect((error as Error).cause).toBeInstanceOf(APIError);
  });
});
