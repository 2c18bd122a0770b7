import { describe, expect, it } from 'vitest';
import { createRouter, RouterError } from '../../src/index.js';
import * as testing from '../../src/testing/index.js';
import {
  createSimulatedProvider,
  createVirtualRuntime,
  type Scripts,
  startSimulatedProvider,
} from '../../src/testing/index.js';

const policy = (baseUrl: string) => ({
  text: `
policy: support
language: 1
endpoints: { here: { kind: openrouter, base_url: '${baseUrl}' } }
models:
  fast: { id: small, endpoint: here, price: { prompt: 1, completion: 2 } }
  deep: { id: large, endpoint: here, price: { prompt: 3, completion: 15 } }
tiers: { quick: { model: fast, fallbacks: [deep], max_tokens: 64 } }
facts: { length: { from: characters } }
rules: [{ id: all, when: { length: { at_least: 0 } }, then: quick }]
default: quick
`,
});
const ask = { messages: [{ role: 'user' as const, content: 'Compare rivers with lakes' }] };

/** A router of which nothing leaves the process and for which waiting costs nothing. */
async function routerOn(scripts: Scripts) {
  const runtime = createVirtualRuntime({ now: 0 });
  const provider = createSimulatedProvider({ runtime, scripts });
  return {
    router: await createRouter({ policy: policy('http://127.0.0.1:1/v1'), provider, runtime }),
    provider,
    runtime,
  };
}

describe('signalbox/testing', () => {
  it('exports what it promises', () => {
    expect(Object.keys(testing).sort()).toEqual([
      'PolicyCaseError',
      'ScriptError',
      'createSimulatedProvider',
      'createVirtualRuntime',
      'describePolicies',
      'policyCases',
      'startSimulatedProvider',
    ]);
  });

  it('lets a router fall back in process, while its backoff passes on a virtual clock', async () => {
    const { router, runtime } = await routerOn({ small: ['overloaded', 'overloaded'] });
    const { routing } = await router.chat.completions.create(ask);
    expect(routing.attempts.map(({ slot, outcome }) => [slot, outcome])).toEqual([
      ['fast', 'overloaded'],
      ['fast', 'overloaded'],
      ['deep', 'ok'],
    ]);
    expect(runtime.now()).toBeGreaterThan(0);
  });

  it('lets an attempt time out without waiting for it', async () => {
    const { router, runtime } = await routerOn({ small: ['timeout'] });
    const { routing } = await router.chat.completions.create(ask);
    expect(routing.attempts.map(({ outcome }) => outcome)).toEqual(['timeout', 'ok']);
    expect(runtime.now()).toBeGreaterThanOrEqual(30_000);
  });

  it('lets a stream stall, and gives the same report every time', async () => {
    const report = async (): Promise<unknown> => {
      const { router } = await routerOn({ small: [{ stall_after: 0 }], large: [{ delay: '2s', chunk_delay: '10ms' }] });
      const stream = await router.chat.completions.create({ ...ask, stream: true });
      for await (const _ of stream);
      return stream.routing;
    };
    const first = await report();
    expect(first).toMatchObject({
      attempts: [{ outcome: 'timeout' }, { outcome: 'ok', first_token_ms: expect.any(Number) }],
    });
    expect(await report()).toEqual(first);
  });

  it('tells of every failure when nothing is left to try', async () => {
    const { router } = await routerOn({ small: ['model_gone'], large: ['quota'] });
    const error = await router.chat.completions.create(ask).catch((reason: unknown) => reason);
    expect(RouterError.isInstance(error) && error.code).toBe('ATTEMPTS_EXHAUSTED');
  });

  it('gives over HTTP what it gives in process', async () => {
    const server = await startSimulatedProvider({
      kind: 'openrouter',
      scripts: { small: [{ fail: 'rate_limit', retry_after: 60 }] },
      prices: { small: { prompt: 1, completion: 2 }, large: { prompt: 3, completion: 15 } },
    });
    try {
      const remote = await createRouter({ policy: policy(server.url) });
      const { router } = await routerOn({ small: [{ fail: 'rate_limit', retry_after: 60 }] });
      const [one, other] = [await remote.chat.completions.create(ask), await router.chat.completions.create(ask)];
      expect(one.choices).toEqual(other.choices);
      expect(one.routing.attempts.map(({ outcome, retry_after_ms }) => [outcome, retry_after_ms])).toEqual(
        other.routing.attempts.map(({ outcome, retry_after_ms }) => [outcome, retry_after_ms]),
      );
    } finally {
      await server.close();
    }
  });
});
