import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRedisStore, createRouter } from '../src/index.js';
import { startSimulatedProvider } from '../src/testing/index.js';
import { type RedisServer, redisServer, startRedis } from './store/redis-server.js';

const root = join(import.meta.dirname, '..');

const policyOf = (url: string, budget: string) => `
policy: service
language: 1
endpoints: { llm: { kind: openai, base_url: ${url} } }
models: { fast: { id: acme/fast, endpoint: llm, price: { prompt: 1, completion: 10 } } }
tiers: { quick: { model: fast, max_tokens: 100, retry: { attempts: 1 } } }
rules: []
default: quick
budgets: { day: { per: day, ${budget} } }
`;

async function startServer(): Promise<RedisServer> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server;
}

async function startService(policy: string, redis: RedisServer): Promise<ChildProcess> {
  const service = fork(join(root, 'test/support/spending-process.ts'), [policy, redis.url], {
    execArgv: ['--import', join(root, 'scripts/typescript.js')],
  });
  onTestFinished(() => void service.kill('SIGKILL'));
  await once(service, 'message');
  return service;
}

async function openStore(redis: RedisServer, now = Date.now) {
  const store = await createRedisStore({ url: redis.url, now });
  onTestFinished(() => store.close());
  return store;
}

describe.skipIf(redisServer === undefined)('a process that dies', () => {
  it('has charged what it had sent, gives back what it had not, and blocks nobody else', async () => {
    const redis = await startServer();
    const provider = await startSimulatedProvider({ scripts: { 'acme/fast': [{ delay: '10m' }] } });
    onTestFinished(() => provider.close());
    // Three attempts fit at their worst case, and not a fourth.
    const policy = policyOf(provider.url, 'limit_usd: 0.0036');
    const [victim, survivor] = await Promise.all([startService(policy, redis), startService(policy, redis)]);
    const store = await openStore(redis);
    const account = async (of = store) => {
      const [{ spent, held } = { spent: 0, held: 0 }] = await of.budgets.list();
      return { spent, held };
    };

    victim.send('ask');
    await vi.waitFor(() => expect(provider.requests).toHaveLength(1), { timeout: 10_000 });
    const worst = (await account()).held;
    expect(worst).toBeGreaterThan(1_000_000);
    const death = once(victim, 'exit');
    victim.send('ask and die');
    expect(await death).toEqual([null, 'SIGKILL']);
    expect(await account()).toEqual({ spent: 0, held: 2 * worst });
    expect(provider.requests).toHaveLength(1);

    survivor.send('ask');
    const [cost] = await once(survivor, 'message');
    expect(cost).toBeGreaterThan(0);
    const spent = Math.round(Number(cost) * 1e9);
    await vi.waitFor(async () => expect(await account()).toEqual({ spent, held: 2 * worst }), { timeout: 10_000 });

    const later = await openStore(redis, () => Date.now() + 3_600_000);
    expect(await account(later)).toEqual({ spent: spent + worst, held: 0 });
  });
});

describe.skipIf(redisServer === undefined)('a server that is stopped for a while', () => {
  async function setUp(budget: string) {
    const redis = await startServer();
    const provider = await startSimulatedProvider({});
    onTestFinished(() => provider.close());
    const store = await openStore(redis);
    const router = await createRouter({ policy: { text: policyOf(provider.url, budget) }, store });
    onTestFinished(() => router.close({ abort: true }));
    const events: string[] = [];
    router.on('store-failed', ({ type }) => events.push(type));
    router.on('store-recovered', ({ type }) => events.push(type));
    const ask = () => router.chat.completions.create({ messages: [{ role: 'user', content: 'Say hello.' }] });
    const account = async () => {
      const [{ spent, held } = { spent: 0, held: 0 }] = await store.budgets.list();
      return { spent, held };
    };
    return { redis, provider, events, ask, account };
  }

  it('lets no request be sent that would not be counted, and holds nothing for it when it goes on', async () => {
    const { redis, provider, events, ask, account } = await setUp('limit_usd: 1');
    const first = await ask();
    const spent = Math.round((first.routing.cost?.usd ?? Number.NaN) * 1e9);
    redis.pause();
    await expect(ask()).rejects.toMatchObject({ code: 'BUDGET_UNAVAILABLE', status: 503 });
    expect(provider.requests).toHaveLength(1);
    expect(events).toEqual(['store-failed']);
    redis.resume();
    await vi.waitFor(async () => expect(await account()).toEqual({ spent, held: 0 }), { timeout: 10_000 });
    await vi.waitFor(() => ask(), { timeout: 10_000 });
    expect(events).toEqual(['store-failed', 'store-recovered']);
    await vi.waitFor(async () => expect((await account()).held).toBe(0), { timeout: 10_000 });
  });

  it('lets requests pass where the budget says so, counts them later or not at all, and tells of it', async () => {
    const { redis, events, ask, account } = await setUp('limit_usd: 1, on_store_failure: allow');
    redis.pause();
    const completion = await ask();
    expect(completion.choices).toHaveLength(1);
    expect(events).toEqual(['store-failed']);
    redis.resume();
    await vi.waitFor(async () => expect((await account()).held).toBe(0), { timeout: 10_000 });
    const cost = Math.round((completion.routing.cost?.usd ?? Number.NaN) * 1e9);
    expect([0, cost]).toContain((await account()).spent);
  });
});
