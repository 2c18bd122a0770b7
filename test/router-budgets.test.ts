import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createMemoryStore,
  createRouter,
  type RouterOptions,
  routingOf,
  type ShadowResult,
  type Store,
} from '../src/index.js';
import { promptTokenBounds } from '../src/request/prompt-token-bounds.js';
import type { ChatBody } from '../src/request/routing-request.js';
import { type Scripts, startSimulatedProvider } from '../src/testing/index.js';

const policy = (url: string, budgets: string, extra: string) => `
policy: service
language: 1
endpoints: { llm: { kind: openai, base_url: ${url} } }
models:
  deep: { id: acme/deep, endpoint: llm, price: { prompt: 10, completion: 100 } }
  fast: { id: acme/fast, endpoint: llm, price: { prompt: 0.1, completion: 1 } }
  free: { id: acme/free, endpoint: llm, price: { prompt: 0, completion: 0 } }
  odd: { id: acme/odd, endpoint: llm }
tiers:
  premium: { model: deep, fallbacks: [fast], max_tokens: 100, retry: { attempts: 1 } }
  saver: { model: fast, max_tokens: 100, retry: { attempts: 1 } }
  gratis: { model: free, max_tokens: 100 }
${extra || 'rules: []'}
default: premium
budgets:
${budgets}
`;

const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const now = Date.UTC(2026, 2, 2, 9, 30);

interface Setup extends Partial<RouterOptions> {
  readonly scripts?: Scripts;
  readonly extra?: string;
}

async function start(budgets: string, { scripts = {}, extra = '', ...options }: Setup = {}) {
  const server = await startSimulatedProvider({ scripts });
  const clock = { at: now };
  const runtime = { now: () => clock.at };
  const store = createMemoryStore(runtime);
  const router = await createRouter({
    policy: { text: policy(server.url, budgets, extra) },
    store,
    runtime,
    ...options,
  });
  const events: { readonly type: string }[] = [];
  for (const type of ['budget-warning', 'budget-exceeded', 'budget-excess'] as const) {
    router.on(type, (event) => events.push(event));
  }
  onTestFinished(async () => {
    await router.close({ abort: true });
    await server.close();
  });
  const accounts = async () =>
    Object.fromEntries((await store.budgets.list()).map(({ account, spent, held }) => [account, { spent, held }]));
  const ask = (attributes = {}, body = {}) => router.chat.completions.create({ messages, ...body }, { attributes });
  return { router, server, store, clock, events, accounts, ask };
}

const refused = async (asked: Promise<unknown>) => {
  try {
    await asked;
  } catch (error) {
    return error as { code?: string; message: string; status?: number; retryAfterMs?: number };
  }
  throw new Error('it was answered');
};

const day = '2026-03-02T00:00:00.000Z';

describe('a budget', () => {
  it('is charged to the billionth of what an answer cost', async () => {
    const { ask, accounts } = await start('  day: { limit_usd: 1, per: day }');
    const completion = await ask();
    const usd = completion.routing.cost?.usd ?? Number.NaN;
    expect(await accounts()).toEqual({ [`day|usd|day|${day}|`]: { spent: Math.round(usd * 1e9), held: 0 } });
    expect(usd).toBeGreaterThan(0);
  });

  it('rejects a request whose worst case does not fit, and says when it begins anew', async () => {
    const { ask, server, events } = await start('  day: { limit_usd: 0.005, per: day }');
    const error = await refused(ask());
    expect(error).toMatchObject({ code: 'BUDGET_EXCEEDED', status: 429, retryAfterMs: 14.5 * 3_600_000 });
    expect(error.message).toMatch(/budget day has no room.*0 USD spent.*of 0\.005 USD.*2026-03-03T00:00:00/);
    expect(routingOf(error)?.attempts).toEqual([]);
    expect(server.requests).toEqual([]);
    expect(events).toMatchObject([{ type: 'budget-exceeded', budget: 'day', unit: 'usd', limit: 0.005, used: 0 }]);
  });

  it('never lets requests that run together spend more than the limit', async () => {
    const { ask, accounts } = await start('  day: { limit_usd: 0.1, per: day }');
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => ask()));
    const answered = results.filter(({ status }) => status === 'fulfilled').length;
    const [account] = Object.values(await accounts());
    expect(account?.spent).toBeLessThanOrEqual(100_000_000);
    expect(account?.held).toBe(0);
    expect(answered).toBeGreaterThan(2);
    expect(answered).toBeLessThan(50);
  });

  it('goes on at a cheaper tier, once, under the same limit', async () => {
    const { ask } = await start('  day: { limit_usd: 0.005, per: day, on_exceeded: { tier: saver } }');
    const completion = await ask();
    expect(completion.routing.attempts).toMatchObject([{ slot: 'fast', outcome: 'ok' }]);
    expect(completion.routing.degraded).toEqual({ budget: 'day', tier: 'saver' });
    expect(completion.routing.decision.tier).toBe('premium');
    const broke = await start('  day: { limit_usd: 0.00001, per: day, on_exceeded: { tier: saver } }');
    expect(await refused(broke.ask())).toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });

  it('goes on with a smaller limit', async () => {
    const { ask, server } = await start('  day: { limit_usd: 0.005, per: day, on_exceeded: { max_tokens: 20 } }');
    const completion = await ask();
    expect(completion.routing.degraded).toEqual({ budget: 'day', max_tokens: 20 });
    expect(server.requests[0]?.body).toMatchObject({ model: 'acme/deep', max_tokens: 20 });
  });

  it('holds constraints for the tier that it goes on with', async () => {
    const extra = `rules: []
facts: { email: { from: detect, kinds: [email] } }
constraints: [{ id: no-fast, when: { email: true }, require: { max_price: { completion: 100 } , min_context: 1 } }]`;
    const { ask } = await start('  day: { limit_usd: 0.005, per: day, on_exceeded: { tier: saver } }', { extra });
    expect(await refused(ask({}, { messages: [{ role: 'user', content: 'a@example.com' }] }))).toMatchObject({
      code: 'NO_ELIGIBLE_MODEL',
    });
  });

  it('has an account for each value of its key, and one for requests without it', async () => {
    const { ask, accounts } = await start('  team: { key: team, limit_usd: 1, per: hour }');
    await ask({ team: 'a|b %' });
    await ask({ team: 'c' });
    await ask();
    const hour = '2026-03-02T09:00:00.000Z';
    expect(Object.keys(await accounts()).sort()).toEqual(
      ['(none)', 'a|b %', 'c'].map((key) => `team|usd|hour|${hour}|${key}`).sort(),
    );
  });

  it('counts every request once, however many attempts it takes', async () => {
    const { ask, accounts } = await start('  rate: { limit_requests: 2, per: minute }', {
      scripts: { 'acme/deep': ['overloaded'] },
    });
    const completion = await ask();
    expect(completion.routing.attempts).toHaveLength(2);
    await ask();
    expect(await refused(ask())).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      retryAfterMs: (30 * 60_000) % 60_000 || 60_000,
    });
    expect(Object.values(await accounts())).toEqual([{ spent: 2, held: 0 }]);
  });

  it('counts the tokens that were used', async () => {
    const { ask, accounts } = await start('  tokens: { limit_tokens: 100000, per: day }');
    const { usage } = (await ask()).routing;
    expect(Object.values(await accounts())).toEqual([
      { spent: (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0), held: 0 },
    ]);
  });

  it('holds several limits at once, each of which can refuse', async () => {
    const { ask, accounts } = await start(
      '  a: { limit_usd: 1, limit_requests: 5, per: day }\n  b: { limit_tokens: 10, per: day }',
    );
    expect(await refused(ask())).toMatchObject({ message: expect.stringMatching(/budget b/) });
    expect(Object.values(await accounts())).toEqual([]);
  });

  it('begins anew with its window', async () => {
    const { ask, clock } = await start('  rate: { limit_requests: 1, per: minute }');
    await ask();
    expect(await refused(ask())).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    clock.at += 60_000;
    await ask();
    // A clock that is set back finds what was spent then.
    clock.at -= 60_000;
    expect(await refused(ask())).toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });

  it('gives back what a refused attempt held, and charges the worst case of one that may have been answered', async () => {
    const { ask, accounts } = await start('  day: { limit_usd: 1, per: day }', {
      scripts: { 'acme/deep': ['rate_limit', 'reset'], 'acme/fast': [{ answer: 'x' }, { answer: 'x' }] },
    });
    const refusedFirst = (await ask()).routing;
    const [account] = Object.values(await accounts());
    expect(account?.spent).toBe(Math.round((refusedFirst.attempts[1]?.cost?.usd ?? 0) * 1e9));
    await ask();
    const after = Object.values(await accounts())[0]?.spent ?? 0;
    expect(after - (account?.spent ?? 0)).toBeGreaterThan(10_000_000);
  });

  it('charges a stream by the usage at its end, and the worst case of one that was left', async () => {
    const { router, accounts } = await start('  day: { limit_usd: 1, per: day }', {
      scripts: { 'acme/deep': [{ answer: 'one two three four five six' }, { answer: 'one two three four five six' }] },
    });
    const whole = await router.chat.completions.create({ messages, stream: true });
    for await (const _chunk of whole);
    const usd = (await whole.routing).cost?.usd ?? Number.NaN;
    const spent = Object.values(await accounts())[0]?.spent ?? 0;
    expect(spent).toBe(Math.round(usd * 1e9));
    const left = await router.chat.completions.create({ messages, stream: true });
    for await (const _chunk of left) break;
    await left.routing;
    const [account] = Object.values(await accounts());
    expect(account?.held).toBe(0);
    expect((account?.spent ?? 0) - spent).toBeGreaterThan(10_000_000);
  });

  it('warns once when so much of it is used', async () => {
    const { ask, events } = await start('  rate: { limit_requests: 4, per: day, warn_at: 50 }');
    for (let index = 0; index < 4; index += 1) await ask();
    expect(events).toMatchObject([{ type: 'budget-warning', budget: 'rate', used: 50, limit: 4, unit: 'requests' }]);
  });

  it('tells when a provider charged more than was reserved', async () => {
    const answer = {
      ...{ id: 'x', object: 'chat.completion' as const, created: 0, model: 'acme/deep' },
      choices: [
        {
          index: 0,
          finish_reason: 'stop' as const,
          logprobs: null,
          message: { role: 'assistant' as const, content: 'x', refusal: null },
        },
      ],
      usage: { prompt_tokens: 9_000, completion_tokens: 1_000, total_tokens: 10_000 },
    };
    const provider = {
      complete: async () => ({ value: answer }),
      stream: async () => {
        throw new Error('not asked for');
      },
    };
    const { ask, events, accounts } = await start('  day: { limit_tokens: 100000, per: day }', { provider });
    await ask();
    expect(Object.values(await accounts())).toEqual([{ spent: 10_000, held: 0 }]);
    expect(events).toMatchObject([{ type: 'budget-excess', budget: 'day', unit: 'tokens', by: expect.any(Number) }]);
  });

  it('is a fact, which degrades before the limit is reached', async () => {
    const extra = `facts: { used: { from: budget, of: rate } }
rules: [{ id: nearly, when: { used: { at_least: 50 } }, then: gratis }]`;
    const { ask } = await start('  rate: { limit_requests: 4, per: day, key: team }', { extra });
    const served = [];
    for (let index = 0; index < 4; index += 1) served.push((await ask({ team: 'a' })).routing.attempts[0]?.slot);
    expect(served).toEqual(['deep', 'deep', 'free', 'free']);
    expect((await ask({ team: 'b' })).routing.attempts[0]?.slot).toBe('deep');
  });

  it('refuses what cannot be bounded, or allows it where the policy says so', async () => {
    const image = {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.test/a.png' } }] }],
    };
    const strict = await start('  day: { limit_usd: 1, per: day }');
    expect(await refused(strict.ask({}, image))).toMatchObject({ code: 'BUDGET_EXCEEDED', status: 422 });
    const lenient = await start('  day: { limit_usd: 1, per: day, unknown_cost: allow }');
    expect((await lenient.ask({}, image)).choices).toHaveLength(1);
  });

  it.each(['throws', 'rejects'])('is met as the policy says while its store %s', async (how) => {
    const fail = (): never => {
      throw new Error('store down');
    };
    const failing = how === 'throws' ? fail : async () => fail();
    const memory = createMemoryStore({ now: Date.now });
    const store = { ...memory, budgets: { ...memory.budgets, reserve: failing } } as Store;
    const strict = await start('  day: { limit_usd: 1, per: day }', { store });
    expect(await refused(strict.ask())).toMatchObject({ code: 'BUDGET_UNAVAILABLE', status: 503 });
    const lenient = await start('  day: { limit_usd: 1, per: day, on_store_failure: allow }', { store });
    expect((await lenient.ask()).choices).toHaveLength(1);
  });

  it('reserves for what a stream that goes on elsewhere sends, not for what it began with', async () => {
    const memory = createMemoryStore({ now: () => now });
    const amounts: (number | undefined)[] = [];
    const reserve: Store['budgets']['reserve'] = (reservation) => {
      amounts.push(reservation.holds[0]?.amount);
      return memory.budgets.reserve(reservation);
    };
    const { router, server } = await start('  day: { limit_tokens: 100000, per: day }', {
      scripts: { 'acme/deep': [{ cut_after: 6 }] },
      extra: `facts: { team: { from: attribute, path: team, one_of: [a] } }
rules: [{ id: on, when: { team: a }, then: { model: deep, fallbacks: [fast], max_tokens: 100, stream: { on_interrupt: continue } } }]`,
      store: { ...memory, budgets: { ...memory.budgets, reserve } } as Store,
    });
    const stream = await router.chat.completions.create({ messages, stream: true }, { attributes: { team: 'a' } });
    for await (const _chunk of stream);
    expect((await stream.routing).seams).toHaveLength(1);
    const worst = server.requests.map(({ body }) => {
      const sent = body as unknown as ChatBody & { max_tokens?: number; max_completion_tokens?: number };
      return (promptTokenBounds(sent).at_most ?? 0) + (sent.max_completion_tokens ?? sent.max_tokens ?? 0);
    });
    expect(new Set(worst).size).toBe(2);
    expect(amounts).toEqual(worst);
  });

  it('refuses amounts that no store keeps exactly, which are no fault of the store', async () => {
    const memory = createMemoryStore({ now: () => now });
    const reserve: Store['budgets']['reserve'] = (reservation) => {
      for (const { amount } of reservation.holds) if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount}`);
      return memory.budgets.reserve(reservation);
    };
    const store = { ...memory, budgets: { ...memory.budgets, reserve } } as Store;
    const { ask } = await start('  day: { limit_usd: 1, limit_tokens: 100000, per: day }', { store });
    expect(await refused(ask({}, { n: 1e13 }))).toMatchObject({ code: 'BUDGET_EXCEEDED', status: 429 });
    expect((await ask()).choices).toHaveLength(1);
  });

  it('gives a caller who cancels while it is asked the own reason, whatever it answers', async () => {
    const controller = new AbortController();
    const memory = createMemoryStore({ now: () => now });
    const reserve: Store['budgets']['reserve'] = async (reservation) => {
      controller.abort(new Error('changed my mind'));
      return memory.budgets.reserve(reservation);
    };
    const store = { ...memory, budgets: { ...memory.budgets, reserve } } as Store;
    const { router, server } = await start('  day: { limit_tokens: 1, per: day }', { store });
    const asked = router.chat.completions.create({ messages }, { signal: controller.signal });
    await expect(asked).rejects.toThrow('changed my mind');
    expect(server.requests).toEqual([]);
  });

  it('keeps trying to settle while its store is away', async () => {
    let down = true;
    const memory = createMemoryStore({ now: () => now });
    const settle: Store['budgets']['settle'] = (id, amounts) => {
      if (down) throw new Error('store down');
      return memory.budgets.settle(id, amounts);
    };
    const wake: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => wake.push(resolve));
    const { ask } = await start('  rate: { limit_tokens: 100000, per: day }', {
      store: { ...memory, budgets: { ...memory.budgets, settle } } as Store,
      runtime: { now: () => now + Number(!down) * 5_000, sleep },
    });
    await ask();
    expect((await memory.budgets.list())[0]).toMatchObject({ spent: 0 });
    down = false;
    for (const resolve of wake.splice(0)) resolve();
    await new Promise(setImmediate);
    const [account] = await memory.budgets.list();
    expect(account?.held).toBe(0);
    expect(account?.spent).toBeGreaterThan(0);
  });

  it('keeps the copies of a shadow to a budget of their own', async () => {
    const extra = 'rules: []\nshadows: [{ id: s, target: saver, budget: copies }]';
    const { router, ask, accounts } = await start('  copies: { limit_requests: 1, per: day }', { extra });
    const shadowed = () => new Promise<ShadowResult>((resolve) => router.on('shadow', resolve));
    const results: ShadowResult[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const result = shadowed();
      await ask();
      results.push(await result);
    }
    expect(results).toMatchObject([{ status: 'answered' }, { status: 'skipped', because: 'budget' }]);
    expect(Object.values(await accounts())).toEqual([{ spent: 1, held: 0 }]);
  });
});
