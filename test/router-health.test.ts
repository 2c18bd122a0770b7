import { describe, expect, it } from 'vitest';
import { createRouter, type Router, type Store } from '../src/index.js';
import type { Scripts } from '../src/providers/simulated/script-player.js';
import { createVirtualRuntime } from '../src/providers/simulated/virtual-runtime.js';
import { createMemoryStore } from '../src/store/memory-store.js';
import { createSimulatedProvider } from '../src/testing/index.js';

const policy = `
policy: service
language: 1
breaker: { requests: 4, open_for: 10s }
fallback_alarm: { requests: 5 }
endpoints:
  eu: { kind: openai, base_url: http://eu.test/v1 }
  us: { kind: openai, base_url: http://us.test/v1 }
models:
  spread:
    id: gpt
    deployments:
      - { endpoint: us, weight: 3 }
      - { endpoint: eu, labels: [european], weight: 1 }
  spare: { id: spare, endpoint: us, labels: [european] }
tiers:
  quick: { model: spread, fallbacks: [spare], max_tokens: 100, balance: { key: user.id } }
  safe: { model: spare, fallbacks: [spread], max_tokens: 100 }
facts: { european: { from: attribute, path: european, type: boolean, default: false } }
rules: [ { id: safe, when: { european: true }, then: safe } ]
default: quick
constraints: [ { id: stays, when: { european: true }, require: { labels: [european] } } ]
`;

const messages = [{ role: 'user' as const, content: 'Name a colour.' }];

async function routerOf(scripts: Scripts, { store }: { readonly store?: Store } = {}) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts });
  const router = await createRouter({ policy: { text: policy }, provider, runtime, ...(store && { store }) });
  const events: unknown[] = [];
  for (const name of ['breaker-open', 'breaker-closed', 'target-alarm', 'fallback-alarm', 'store-failed'] as const) {
    router.on(name, (event: unknown) => events.push(event));
  }
  return { runtime, provider, router, events };
}

async function send(router: Router, attributes = {}) {
  return (await router.chat.completions.create({ messages }, { attributes })).routing;
}

const places = (targets: readonly { readonly endpoint: string; readonly model: string }[] = []) =>
  targets.map(({ endpoint, model }) => `${model} at ${endpoint}`);

describe('deployments of a slot', () => {
  it('share traffic by weight, and a user keeps one; the decision lists them in the order of the policy', async () => {
    const { router } = await routerOf({});
    const firsts = { 'gpt at us': 0, 'gpt at eu': 0 };
    for (let index = 0; index < 200; index += 1) {
      const attributes = { user: { id: `u-${index}` } };
      const routing = await send(router, attributes);
      const [first] = places(routing.attempts);
      expect(places((await send(router, attributes)).attempts)[0]).toBe(first);
      expect(places(routing.decision.targets)).toEqual(['gpt at us', 'gpt at eu', 'spare at us']);
      firsts[first as keyof typeof firsts] += 1;
    }
    expect(firsts['gpt at us']).toBeGreaterThan(130);
    expect(firsts['gpt at eu']).toBeGreaterThan(30);
  });

  it('are judged by constraints one by one', async () => {
    const { router } = await routerOf({ spare: ['caller_fault'] });
    const { decision } = await send(router, { european: true }).catch((error) => error.routing);
    expect(places(decision.targets)).toEqual(['spare at us', 'gpt at eu']);
    expect(decision.removed).toMatchObject([{ slot: 'spread', endpoint: 'us', constraint: 'stays' }]);
  });

  it('stand in for each other before the fallback does', async () => {
    const { router } = await routerOf({ gpt: [{ fail: 'unknown', times: 1 }] });
    const { attempts, balanced } = await send(router);
    expect(attempts.map(({ slot, outcome }) => `${slot} ${outcome}`)).toEqual(['spread unknown', 'spread ok']);
    expect(new Set(places(attempts)).size).toBe(2);
    expect(balanced).toMatchObject([{ slot: 'spread', by: 'weight', key: 'missing' }]);
  });
});

describe('the events of a router', () => {
  it('tell when a breaker opens and closes, and when a rule lives on its fallback', async () => {
    const { router, events, runtime, provider } = await routerOf({ gpt: [{ fail: 'unknown', times: 1_000 }] });
    for (let index = 0; index < 6; index += 1) await send(router);
    await runtime.sleep(1);
    expect(events).toMatchObject([
      { type: 'breaker-open', slot: 'spread', because: 'unknown', forMs: 10_000 },
      { type: 'breaker-open', slot: 'spread', because: 'unknown', forMs: 10_000 },
      { type: 'fallback-alarm', policy: 'service', rule: 'default', share: 100, requests: 5 },
    ]);
    const report = await send(router);
    expect(places(report.skipped).sort()).toEqual(['gpt at eu', 'gpt at us']);
    expect(report.warnings).toMatchObject([{ code: 'fallback-rate' }]);
    events.length = 0;
    provider.setScript('gpt', []);
    await runtime.sleep(10_000);
    await send(router);
    await runtime.sleep(1);
    expect(events).toMatchObject([{ type: 'breaker-closed', slot: 'spread' }]);
  });

  it('tell of a key that is refused', async () => {
    const { router, events, runtime } = await routerOf({ spare: ['credential'], gpt: [] });
    await send(router, { european: true });
    await runtime.sleep(1);
    expect(events).toMatchObject([
      { type: 'target-alarm', slot: 'spare', endpoint: 'us', class: 'credential', status: 401 },
      { type: 'breaker-open', slot: 'spare', because: 'credential' },
    ]);
  });
});

describe('a store given to several routers', () => {
  it('lets one know what another has learned', async () => {
    const shared = { now: 0 };
    const store = createMemoryStore({ now: () => shared.now });
    const one = await routerOf({ spare: ['quota'] }, { store });
    const other = await routerOf({}, { store });
    await send(one.router, { european: true });
    expect(places((await send(other.router, { european: true })).skipped)).toEqual(['spare at us']);
    shared.now += 10_000;
    expect((await send(other.router, { european: true })).skipped).toBeUndefined();
    expect((await send(one.router, { european: true })).skipped).toBeUndefined();
  });

  it('fails no request when it is down, and an event says so', async () => {
    const down = () => Promise.reject(new Error('connection refused'));
    const store = { ...createMemoryStore({ now: Date.now }), breakers: { admit: down, report: down } };
    const { router, events, runtime } = await routerOf({}, { store });
    expect((await send(router)).served_by).toBe(0);
    await runtime.sleep(1);
    expect(events).toMatchObject([{ type: 'store-failed', operation: 'breakers.admit' }]);
  });
});
