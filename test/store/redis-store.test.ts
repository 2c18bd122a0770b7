import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis-store.js';
import { describeBudgets } from './budget-contract.js';
import { type RedisServer, redisServer, startRedis } from './redis-server.js';
import { describeStore } from './store-contract.js';

const day = 86_400_000;
const hold = { account: 'a', amount: 10, limit: 100, keepMs: day };

describe.skipIf(redisServer === undefined)('on a server', () => {
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;
  let stores = 0;

  beforeAll(async () => {
    server = await startRedis();
    client = createClient({ url: server.url });
    client.on('error', () => {});
    await client.connect();
  });

  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  /** An empty store: the keys of each begin with another prefix. */
  const create = (now: () => number): Promise<RedisStore> => {
    stores += 1;
    return createRedisStore({ client, prefix: `test-${stores}`, now });
  };

  describeStore('the store on Redis', create);
  describeBudgets('the store on Redis', create);

  it('keeps the arm that a key was in first, unless that arm is gone', async () => {
    const { sticky } = await create(() => 0);
    expect(await sticky.keep('id||u-1', 'trial__0', 'control')).toBe('control');
    expect(await sticky.keep('id||u-1', 'trial__0', 'treatment')).toBe('control');
    expect(await sticky.keep('id||u-1', 'trial__1', 'treatment')).toBe('treatment');
    expect(await sticky.keep('id||u-1', 'trial__0', 'other', 'control')).toBe('other');
    const [none, arms] = await sticky.read(['id||u-2', 'id||u-1']);
    expect(none).toEqual(new Map());
    expect(arms).toEqual(
      new Map([
        ['trial__0', 'other'],
        ['trial__1', 'treatment'],
      ]),
    );
    expect(await sticky.read([])).toEqual([]);
  });

  it('knows which rollouts were taken back', async () => {
    const { rollouts } = await create(() => 0);
    await rollouts.takeBack('support@1.rollout');
    expect(await rollouts.takenBack(['support@2.rollout', 'support@1.rollout'])).toEqual(['support@1.rollout']);
    expect(await rollouts.takenBack([])).toEqual([]);
  });

  it('lists more accounts than one answer holds', async () => {
    const { budgets } = await create(() => 0);
    const many = Array.from({ length: 2_345 }, (_, index) => `account ${index}`);
    await Promise.all(
      many.map((account) => budgets.reserve({ id: account, leaseMs: 1_000, holds: [{ ...hold, account }] })),
    );
    expect((await budgets.list()).map(({ account }) => account).sort()).toEqual([...many].sort());
  });

  it('goes by the clock of the server when it is given none', async () => {
    const { budgets } = await createRedisStore({ client, prefix: 'own-clock' });
    await budgets.reserve({ id: 'r1', leaseMs: 60_000, holds: [hold] });
    await budgets.reserve({ id: 'r2', leaseMs: 0, holds: [hold] });
    expect(await budgets.read(['a'])).toEqual([{ spent: 0, held: 10 }]);
  });

  it('shares what is spent between stores of one prefix, and keeps prefixes apart', async () => {
    const [one, two, other] = await Promise.all(
      ['same', 'same', 'other'].map((prefix) => createRedisStore({ client, prefix })),
    );
    const reserve = (store: RedisStore | undefined, id: string) =>
      store?.budgets.reserve({ id, leaseMs: 60_000, holds: [{ ...hold, amount: 60 }] });
    expect(await reserve(one, 'r1')).toMatchObject({ kind: 'reserved' });
    expect(await reserve(two, 'r2')).toMatchObject({ kind: 'exceeded' });
    expect(await reserve(other, 'r3')).toMatchObject({ kind: 'reserved' });
    expect(await two?.budgets.settle('r1', [5])).toBe(true);
  });

  it('gives everything that it keeps a time to live, but for rollouts', async () => {
    const store = await createRedisStore({ client, prefix: 'mortal' });
    await store.budgets.reserve({ id: 'r1', leaseMs: 60_000, holds: [{ ...hold, keepMs: 1_000 }] });
    await store.sticky.keep('id||u-1', 'trial__0', 'control');
    await store.breakers.report('a', {
      signal: { kind: 'opens' },
      settings: { failurePercent: 50, minRequests: 1, windowMs: 1_000, openMs: 1_000, maxOpenMs: 1_000 },
    });
    for (const key of ['account:a', 'reservation:r1', 'leases', 'accounts', 'sticky:id||u-1', 'breaker:a']) {
      expect(await client.pTTL(`{mortal}:${key}`), key).toBeGreaterThan(0);
    }
    // What is held outlives the time that the account is of use.
    expect(await client.pTTL('{mortal}:account:a')).toBeGreaterThan(60_000);
  });
});

describe.skipIf(redisServer === undefined)('a server that fails', () => {
  it('is found again after a restart, with all that it had been told where it keeps a log', async () => {
    const server = await startRedis({ durable: true });
    const store = await createRedisStore({ url: server.url, prefix: 'restarted' });
    try {
      await store.budgets.reserve({ id: 'sent', leaseMs: 60_000, holds: [hold] });
      await store.budgets.markSent('sent');
      await store.budgets.reserve({ id: 'settled', leaseMs: 60_000, holds: [hold] });
      await store.budgets.settle('settled', [7]);
      await server.kill();
      await expect(store.budgets.read(['a'])).rejects.toThrow();
      await server.restart();
      await answers(store);
      expect(await store.budgets.read(['a'])).toEqual([{ spent: 7, held: 10 }]);
      expect(await store.budgets.settle('sent', [9])).toBe(true);
      expect(await store.budgets.read(['a'])).toEqual([{ spent: 16, held: 0 }]);
    } finally {
      await store.close();
      await server.stop();
    }
  });

  it('refuses at once what is asked while it is away, and nothing that was asked then is done later', async () => {
    const server = await startRedis();
    const store = await createRedisStore({ url: server.url });
    try {
      await server.kill();
      await expect(store.budgets.reserve({ id: 'r1', leaseMs: 60_000, holds: [hold] })).rejects.toThrow();
      await server.restart();
      await answers(store);
      expect(await store.budgets.list()).toEqual([]);
    } finally {
      await store.close();
      await server.stop();
    }
  });

  it('does not keep a service from starting', async () => {
    const server = await startRedis();
    await server.kill();
    const store = await createRedisStore({ url: server.url });
    try {
      await expect(store.budgets.read(['a'])).rejects.toThrow();
      await server.restart();
      await answers(store);
      expect(await store.budgets.read(['a'])).toEqual([{ spent: 0, held: 0 }]);
    } finally {
      await store.close();
      await server.stop();
    }
  });
});

/** Resolves when the store has found its server again. */
async function answers(store: RedisStore): Promise<void> {
  await expect
    .poll(
      () =>
        Promise.resolve(store.budgets.list()).then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
}

describe('createRedisStore', () => {
  it('takes a url or a client', async () => {
    await expect(createRedisStore({})).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
    const client = { eval: async () => 1, evalSha: async () => 1 };
    await expect(createRedisStore({ url: 'redis://localhost', client })).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
    });
  });

  it('takes no prefix that would spread its keys over a cluster', async () => {
    const client = { eval: async () => 1, evalSha: async () => 1 };
    for (const prefix of ['', 'a{b}', '}']) {
      await expect(createRedisStore({ client, prefix })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
    }
  });
});
