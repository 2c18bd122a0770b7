import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { routingOf } from '../../src/execute/routing-of.js';
import type { Attempt } from '../../src/execute/routing-report.js';
import type { Endpoint } from '../../src/policy/endpoint.js';
import { createOpenAiProvider } from '../../src/providers/openai-compatible/openai-provider.js';
import { systemRuntime } from '../../src/system-runtime.js';
import { complete, contextOf, inhouse, openrouter, planOf, rejectionOf, slotOf, stream } from '../support/execution.js';
import { events, json, serve } from '../support/loopback-server.js';

/** Real time, but the pauses between attempts, which are noted. */
function world() {
  const pauses: number[] = [];
  const runtime = {
    ...systemRuntime,
    random: () => 0,
    sleep: async (ms: number, signal?: AbortSignal, options?: { background?: boolean }) => {
      // Deadlines are longer than any pause here.
      if (ms > 15_000) return systemRuntime.sleep(ms, signal, options);
      pauses.push(ms);
    },
  };
  return { pauses, context: contextOf(createOpenAiProvider({ env: {} }), { runtime }) };
}

const at = (baseUrl: string, name: string, kind: Endpoint['kind'] = 'openai'): Endpoint => ({
  ...(kind === 'openai' ? inhouse : openrouter),
  name,
  baseUrl,
});
const outcomes = (attempts: readonly Attempt[] = []) => attempts.map(({ slot, outcome }) => `${slot} ${outcome}`);
const answer = json(200, {
  id: 'c',
  choices: [{ index: 0, message: { role: 'assistant', content: 'sound' }, finish_reason: 'stop' }],
});
const refusal = (status: number, message: string, headers: Record<string, string> = {}) =>
  json(status, { error: { message } }, headers);
const delta = (content: string) => ({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: null }] });

describe('a stream', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['closes the connection', (response) => response.end()],
    ['says [DONE] without a finish_reason', (response) => response.end('data: [DONE]\n\n')],
    ['resets the connection', (response) => response.socket?.resetAndDestroy()],
  ])('never ends cleanly when the upstream %s in the middle (Portkey-AI/gateway#1797)', async (_, die) => {
    const { url } = await serve(events([delta('Half an ')], die));
    const plan = planOf({ slots: [slotOf('fast', { endpoint: at(url, 'a') })], body: { stream: true } as never });
    const result = await stream(plan, world().context);
    const reading = (async () => {
      for await (const _chunk of result);
    })();
    expect(await rejectionOf(reading)).toMatchObject({ code: 'STREAM_INTERRUPTED', text: 'Half an ' });
    expect((await result.routing).served_by).toBeNull();
  });
});

describe('an overload', () => {
  it('told with status 510 is retried, and then met with the fallback (BerriAI/litellm#24005)', async () => {
    const busy = await serve(refusal(510, 'The model is overloaded, please try again later'));
    const sound = await serve(answer);
    const slots = [slotOf('fast', { endpoint: at(busy.url, 'a') }), slotOf('spare', { endpoint: at(sound.url, 'b') })];
    const { routing } = await complete(planOf({ slots }), world().context);
    expect(outcomes(routing.attempts)).toEqual(['fast overloaded', 'fast overloaded', 'spare ok']);
  });

  it('told with a status that nobody knows is met with the fallback all the same (BerriAI/litellm#24005)', async () => {
    const busy = await serve(refusal(599, ''));
    const sound = await serve(answer);
    const slots = [slotOf('fast', { endpoint: at(busy.url, 'a') }), slotOf('spare', { endpoint: at(sound.url, 'b') })];
    const { routing } = await complete(planOf({ slots }), world().context);
    expect(outcomes(routing.attempts)).toEqual(['fast unknown', 'spare ok']);
  });
});

describe('Retry-After', () => {
  it('is read from the attempt it belongs to, never from an earlier one (BerriAI/litellm#20722)', async () => {
    const first = await serve(refusal(429, 'slow down', { 'retry-after': '60' }));
    const second = await serve(refusal(429, 'slow down', { 'retry-after': '2' }), answer);
    const slots = [
      slotOf('fast', { endpoint: at(first.url, 'a') }),
      slotOf('spare', { endpoint: at(second.url, 'b') }),
    ];
    const { pauses, context } = world();
    const { routing } = await complete(planOf({ slots }), context);
    expect(routing.attempts.map(({ slot, retry_after_ms: ms }) => [slot, ms])).toEqual([
      ['fast', 60_000],
      ['spare', 2_000],
      ['spare', undefined],
    ]);
    expect(pauses).toEqual([2_000]);
  });

  it('of all attempts that is the smallest is passed on when none answers (BerriAI/litellm#20722)', async () => {
    const first = await serve(refusal(429, 'slow down', { 'retry-after': '60' }));
    const second = await serve(refusal(429, 'slow down', { 'retry-after': '20' }));
    const slots = [
      slotOf('fast', { endpoint: at(first.url, 'a') }),
      slotOf('spare', { endpoint: at(second.url, 'b') }),
    ];
    const error = await rejectionOf(complete(planOf({ slots }), world().context));
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status: 429, retryAfterMs: 20_000 });
    expect(outcomes(routingOf(error)?.attempts)).toEqual(['fast rate_limit', 'spare rate_limit']);
  });
});

describe('a fallback', () => {
  it("is sent its own model id and nothing of the primary's server (atomantic/PortOS#588)", async () => {
    const primary = await serve(refusal(503, 'busy'));
    const spare = await serve(answer);
    const slots = [
      slotOf('fast', { id: 'acme/fast', endpoint: at(primary.url, 'a', 'openrouter') }),
      slotOf('spare', { id: 'spare-1', endpoint: at(spare.url, 'b') }),
    ];
    const settings = { provider: { sort: 'price' }, params: { reasoning: { effort: 'low' } } } as const;
    await complete(planOf({ slots, settings, body: { model: 'acme/fast' } }), world().context);
    const bodies = [...primary.requests, ...spare.requests].map(({ body }) => body);
    expect(bodies.map(({ model }) => model)).toEqual(['acme/fast', 'acme/fast', 'spare-1']);
    expect(bodies.at(-1)).toEqual({
      model: 'spare-1',
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 100,
      reasoning_effort: 'low',
    });
  });
});
