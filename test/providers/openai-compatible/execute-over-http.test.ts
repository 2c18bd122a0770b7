import { getEventListeners, setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { BadRequestError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RoutedStream } from '../../../src/execute/execute.js';
import { routingOf } from '../../../src/execute/routing-of.js';
import type { Attempt } from '../../../src/execute/routing-report.js';
import type { Endpoint } from '../../../src/policy/endpoint.js';
import type { RouteSettings } from '../../../src/policy/route-settings.js';
import { createOpenAiProvider } from '../../../src/providers/openai-compatible/openai-provider.js';
import type { Scripts } from '../../../src/providers/simulated/script-player.js';
import { startSimulatedProvider } from '../../../src/providers/simulated/simulated-server.js';
import type { ChatBody } from '../../../src/request/routing-request.js';
import type { SetAlarm } from '../../../src/runtime.js';
import { systemRuntime } from '../../../src/system-runtime.js';
import { complete, contextOf, openrouter, planOf, rejectionOf, slotOf, stream } from '../../support/execution.js';
import { events, json, serve } from '../../support/loopback-server.js';

/** Real time, without the pauses between attempts. */
const runtime = { ...systemRuntime, random: () => 0 };
const provider = createOpenAiProvider({ env: {} });
const context = contextOf(provider, { runtime });

/** The same world, but a deadline passes when the test says so: then the alarm that was set last comes, at its time. */
function alarmedByHand() {
  let last: () => void = () => {};
  const alarm: SetAlarm = (_, callback) => {
    last = callback;
    return { background() {}, callOff() {} };
  };
  return { context: contextOf(provider, { runtime: { ...runtime, alarm } }), ring: () => last() };
}

const outcomes = (attempts: readonly Attempt[] = []) => attempts.map(({ slot, outcome }) => `${slot} ${outcome}`);

function planAt(urls: readonly string[], body: Partial<ChatBody> = {}, settings: RouteSettings = {}) {
  const slots = urls.map((baseUrl, index) => {
    const endpoint: Endpoint = { ...openrouter, name: `at-${index}`, baseUrl };
    return slotOf(index === 0 ? 'fast' : 'spare', { endpoint, id: 'acme/m' });
  });
  return planOf({ slots, body, settings });
}

const streaming: Partial<ChatBody> = { stream: true };

async function simulated(scripts: Scripts = {}) {
  const server = await startSimulatedProvider({
    scripts,
    kind: 'openrouter',
    prices: { 'acme/m': { prompt: 1, completion: 1 } },
  });
  onTestFinished(() => server.close());
  return server;
}

async function read(source: RoutedStream): Promise<{ chunks: ChatCompletionChunk[]; error?: unknown }> {
  const chunks: ChatCompletionChunk[] = [];
  try {
    for await (const chunk of source) chunks.push(chunk);
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

const answer = (content: string) =>
  json(200, { id: 'c', choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] });
const delta = (content: string, finish_reason: string | null = null) => ({
  id: 'c',
  choices: [{ index: 0, delta: { content }, finish_reason }],
});
const silence = (): void => {};
const cut = (response: ServerResponse): void => void response.end();

describe('over HTTP, an answer', () => {
  it('comes from the fallback when the first server is broken in any way', async () => {
    const broken = await serve(
      (response) => response.socket?.resetAndDestroy(),
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<!doctype html>'),
    );
    const sound = await serve(answer('sound'));
    const completion = await complete(planAt([broken.url, sound.url]), context);
    expect(completion.choices[0]?.message.content).toBe('sound');
    expect(outcomes(completion.routing.attempts)).toEqual(['fast network', 'fast truncated', 'spare ok']);
  });

  it("has OpenRouter's own cost", async () => {
    const { url } = await simulated();
    const { routing } = await complete(planAt([url]), context);
    expect(routing.cost).toEqual({ usd: routing.usage?.reported_cost_usd, source: 'reported' });
  });

  it("is refused with the SDK's error when the one attempt blames the request", async () => {
    const { url } = await simulated({ 'acme/m': ['caller_fault'] });
    const error = await rejectionOf(complete(planAt([url, url]), context));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast caller_fault']);
  });

  it('is not waited for beyond the timeout, and the connection is let go', async () => {
    const world = alarmedByHand();
    const slow = await serve(world.ring);
    const sound = await serve(answer('sound'));
    const { routing } = await complete(planAt([slow.url, sound.url]), world.context);
    expect(outcomes(routing.attempts)).toEqual(['fast timeout', 'spare ok']);
    await slow.clientLeft;
  });
});

describe('over HTTP, a stream', () => {
  it.each<[string, (response: ServerResponse) => void, string[]]>([
    ['a cut before content', events([delta('')], cut), ['fast truncated', 'spare ok']],
    ['an error chunk', events([{ error: { code: 502, message: 'gone' } }]), ['fast truncated', 'spare ok']],
    ['broken JSON', events(['data: {"choices": \n\n']), ['fast truncated', 'spare ok']],
    ['one JSON body', answer('not streamed'), ['fast truncated', 'spare ok']],
  ])('survives %s', async (_, script, attempts) => {
    const broken = await serve(script);
    const sound = await serve(events([delta('sound'), delta('', 'stop')]));
    const result = await stream(planAt([broken.url, sound.url], streaming), context);
    expect((await read(result)).chunks[0]?.choices[0]?.delta.content).toBe('sound');
    expect(outcomes((await result.routing).attempts)).toEqual(attempts);
  });

  it('survives silence', async () => {
    const world = alarmedByHand();
    const broken = await serve(events([], world.ring));
    const sound = await serve(events([delta('sound'), delta('', 'stop')]));
    const result = await stream(planAt([broken.url, sound.url], streaming), world.context);
    expect((await read(result)).chunks[0]?.choices[0]?.delta.content).toBe('sound');
    expect(outcomes((await result.routing).attempts)).toEqual(['fast timeout', 'spare ok']);
  });

  it('is interrupted by a stall after content, never ended cleanly', async () => {
    const world = alarmedByHand();
    const { url } = await serve(events([delta('half')], silence));
    const result = await stream(planAt([url], streaming), world.context);
    const iterator = result[Symbol.asyncIterator]();
    await iterator.next();
    const waiting = rejectionOf(iterator.next());
    await turn();
    // The second time is what is left since the chunk came.
    world.ring();
    world.ring();
    expect(await waiting).toMatchObject({ code: 'STREAM_INTERRUPTED', text: 'half' });
    expect(outcomes((await result.routing).attempts)).toEqual(['fast timeout']);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['a cut', cut, 'truncated'],
    ['a reset', (response) => void response.socket?.resetAndDestroy(), 'network'],
  ])('is interrupted by %s after content, never ended cleanly', async (_, end, failureClass) => {
    const { url } = await serve(events([delta('half')], end));
    const result = await stream(planAt([url], streaming), context);
    const { chunks, error } = await read(result);
    expect(chunks).toHaveLength(1);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', text: 'half' });
    expect(outcomes((await result.routing).attempts)).toEqual([`fast ${failureClass}`]);
  });

  it('that ends in one go with its connection is lost or interrupted, as fetch has it, never ended cleanly', async () => {
    const broken = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(delta('half'))}\n\n`);
      response.socket?.destroySoon();
    });
    const sound = await serve(events([delta('sound'), delta('', 'stop')]));
    const result = await stream(planAt([broken.url, sound.url], streaming), context);
    const { chunks, error } = await read(result);
    const seen = {
      text: chunks.map(({ choices }) => choices[0]?.delta.content).join(''),
      code: (error as { code?: unknown } | undefined)?.code,
      attempts: outcomes((await result.routing).attempts),
    };
    // Node 20 delivers the chunk; Node 26 gives up what has not been read when the connection ends.
    expect([
      { text: 'half', code: 'STREAM_INTERRUPTED', attempts: ['fast network'] },
      { text: 'sound', code: undefined, attempts: ['fast network', 'fast network', 'spare ok'] },
    ]).toContainEqual(seen);
  });

  it("has OpenRouter's own cost, though its usage chunk is not shown", async () => {
    const { url } = await simulated();
    const result = await stream(planAt([url], streaming), context);
    const { chunks } = await read(result);
    expect(chunks.every(({ choices }) => choices.length > 0)).toBe(true);
    expect((await result.routing).cost?.source).toBe('reported');
  });

  it('is cancelled upstream when its reader stops, or aborts', async () => {
    const first = await serve(events([delta('a'), delta('b')], silence));
    const stopped = await stream(planAt([first.url], streaming), context);
    for await (const _ of stopped) break;
    await first.clientLeft;

    const second = await serve(events([delta('a')], silence));
    const controller = new AbortController();
    const aborted = await stream(planAt([second.url], streaming), { ...context, signal: controller.signal });
    const reading = read(aborted);
    controller.abort();
    expect((await reading).error).toMatchObject({ name: 'AbortError' });
    await second.clientLeft;
  });

  it('holds a fast server back while its reader pauses', async () => {
    let written = 0;
    const { url } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const line = `data: ${JSON.stringify(delta('x'.repeat(64 * 1024)))}\n\n`;
      const write = (): void => {
        while (!response.destroyed && response.write(line)) written += 1;
        response.once('drain', write);
      };
      write();
    });
    const result = await stream(planAt([url], streaming), context);
    const iterator = result[Symbol.asyncIterator]();
    await iterator.next();
    await settled(() => written);
    const pausedAt = written;
    await settled(() => written);
    expect(written).toBe(pausedAt);
    await iterator.return?.();
  });
});

/** Resolves when a number has stopped growing for a few turns of the event loop. */
async function settled(current: () => number): Promise<void> {
  let last = -1;
  while (last !== current()) {
    last = current();
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('many requests', () => {
  it("leave nothing behind on the caller's signal", async () => {
    const { url } = await simulated({
      'acme/m': [
        { fail: 'overloaded', times: 5 },
        { fail: 'reset', times: 5 },
      ],
    });
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    const more = { ...context, signal };
    const runs = Array.from({ length: 40 }, async (_, index) => {
      if (index % 2 === 0) return complete(planAt([url, url]), more);
      const result = await stream(planAt([url, url], streaming), more);
      if (index % 3 === 0) for await (const _ of result) break;
      else await read(result);
      return result.routing;
    });
    await Promise.allSettled(runs);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
