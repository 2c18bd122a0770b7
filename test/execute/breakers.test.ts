import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../src/execute/live/live-event.js';
import { createLiveState } from '../../src/execute/live/live-state.js';
import { routingOf } from '../../src/execute/routing-of.js';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import type { BreakerStore, Store } from '../../src/execute/store.js';
import type { Endpoint } from '../../src/policy/endpoint.js';
import type { Scripts } from '../../src/providers/simulated/script-player.js';
import type { Script } from '../../src/providers/simulated/script-step.js';
import { createSimulatedProvider } from '../../src/providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import {
  complete,
  contextOf,
  inhouse,
  openrouter,
  type PlanInput,
  planOf,
  rejectionOf,
  slotOf,
  stream,
} from '../support/execution.js';

const always = (step: Script[number]): Script => [
  typeof step === 'string' ? { fail: step as 'overloaded', times: 1_000_000 } : { ...step, times: 1_000_000 },
];

interface SetUp {
  readonly store?: (memory: Store) => Store;
}

/** Requests that learn from each other, on a virtual clock. */
function setUp(scripts: Scripts, { store = (memory) => memory }: SetUp = {}) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts });
  const events: LiveEvent[] = [];
  const live = createLiveState({
    store: store(createMemoryStore(runtime)),
    runtime,
    emit: (event) => events.push(event),
  });
  const context = contextOf(provider, { runtime, live });
  const send = async (input: PlanInput = {}, more = {}): Promise<RoutingReport> =>
    (await complete(planOf(input), { ...context, ...more })).routing;
  return {
    runtime,
    provider,
    events,
    context,
    send,
    /** What failing requests end with. */
    fail: async (input: PlanInput = {}) => routingOf(await rejectionOf(send(input))),
    /** Opens the breaker of `fast`, which fails from now on. */
    open: async () => {
      for (let index = 0; index < 5; index += 1) await send();
    },
  };
}

const tried = (report: RoutingReport | undefined) =>
  report?.attempts.map(({ slot, outcome }) => `${slot} ${outcome}`) ?? [];
const skipped = (report: RoutingReport | undefined) => report?.skipped?.map(({ slot }) => slot) ?? [];

describe('a model that keeps failing', () => {
  it('is skipped once its breaker is open, and the report says so', async () => {
    const { open, send, events } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    expect(events).toEqual([
      {
        type: 'breaker-open',
        slot: 'fast',
        model: 'acme/fast',
        endpoint: 'openrouter',
        because: 'overloaded',
        forMs: 15_000,
      },
    ]);
    const report = await send();
    expect(tried(report)).toEqual(['spare ok']);
    expect(report.skipped).toMatchObject([
      { slot: 'fast', model: 'acme/fast', endpoint: 'openrouter', because: 'breaker-open' },
    ]);
    expect(report.skipped?.[0]?.due_in_ms).toBeLessThanOrEqual(15_000);
  });

  it('is not tried again by the request whose failure opened its breaker', async () => {
    const { send } = setUp({ 'acme/fast': always('overloaded') });
    const reports: string[][] = [];
    for (let index = 0; index < 6; index += 1)
      reports.push(tried(await send({ settings: { retry: { attempts: 4 } } })));
    expect(reports.map((attempts) => attempts.filter((attempt) => attempt.startsWith('fast')).length)).toEqual([
      4, 4, 2, 0, 0, 0,
    ]);
  });

  it('is probed by one request of many when it is due, and used again when that is answered', async () => {
    const { open, send, runtime, provider, events } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    provider.setScript('acme/fast', []);
    await runtime.sleep(15_000);
    const reports = await Promise.all(Array.from({ length: 10 }, () => send()));
    expect(reports.filter((report) => tried(report)[0] === 'fast ok')).toHaveLength(1);
    expect(reports.filter((report) => skipped(report)[0] === 'fast')).toHaveLength(9);
    expect(events.at(-1)).toEqual({
      type: 'breaker-closed',
      slot: 'fast',
      model: 'acme/fast',
      endpoint: 'openrouter',
    });
    expect(tried(await send())).toEqual(['fast ok']);
  });

  it('is left alone for twice as long when the probe fails', async () => {
    const { open, send, runtime } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    await runtime.sleep(15_000);
    expect(tried(await send())).toEqual(['fast overloaded', 'spare ok']);
    await runtime.sleep(29_000);
    expect(skipped(await send())).toEqual(['fast']);
    await runtime.sleep(1_000);
    expect(tried(await send())).toEqual(['fast overloaded', 'spare ok']);
  });

  it('is tried rather than nothing when all are failing: the one due soonest', async () => {
    const scripts = {
      'acme/fast': [{ fail: 'rate_limit' as const, retry_after: 60 }],
      'acme/spare': [{ fail: 'rate_limit' as const, retry_after: 30 }],
    };
    const { send, fail } = setUp(scripts);
    expect(tried(await fail())).toEqual(['fast rate_limit', 'spare rate_limit']);
    const report = await send();
    expect(tried(report)).toEqual(['spare ok']);
    expect(skipped(report)).toEqual(['fast', 'spare']);
    expect(report.warnings).toMatchObject([{ code: 'breakers-open' }]);
    expect(tried(await send())).toEqual(['spare ok']);
  });

  it('is not tried as a last resort after another has failed', async () => {
    const { fail } = setUp({
      'acme/fast': [{ fail: 'overloaded', times: 4 }],
      'acme/spare': [{ fail: 'rate_limit', retry_after: 60 }],
    });
    await fail();
    const report = await fail();
    expect(tried(report)).toEqual(['fast overloaded', 'fast overloaded']);
    expect(skipped(report)).toEqual(['spare']);
  });
});

describe('a breaker opens at once', () => {
  it.each(['quota', 'credential', 'model_gone'] as const)('for %s', async (name) => {
    const slots = [slotOf('fast'), slotOf('spare', { endpoint: inhouse })];
    const { send } = setUp({ 'acme/fast': [name] });
    expect(tried(await send({ slots }))).toEqual([`fast ${name}`, 'spare ok']);
    expect(skipped(await send({ slots }))).toEqual(['fast']);
  });

  it('for a rate limit with a Retry-After, for that time: the request that waits for it is the probe', async () => {
    const { send, runtime, events } = setUp({ 'acme/fast': [{ fail: 'rate_limit', retry_after: 2 }] });
    const first = send();
    await runtime.sleep(1_000);
    expect(skipped(await send())).toEqual(['fast']);
    expect(tried(await first)).toEqual(['fast rate_limit', 'fast ok']);
    expect(events.map(({ type }) => type)).toEqual(['breaker-open', 'breaker-closed']);
  });

  it('and tells of a bad key and a model that is gone, once until they answer again', async () => {
    const slots = [slotOf('fast'), slotOf('spare', { endpoint: inhouse })];
    const { send, runtime, events } = setUp({ 'acme/fast': ['credential', 'credential', 'ok', 'model_gone'] });
    const alarms = () => events.flatMap((event) => (event.type === 'target-alarm' ? [event.class] : []));
    await send({ slots });
    await runtime.sleep(15_000);
    await send({ slots });
    expect(alarms()).toEqual(['credential']);
    expect(events.find(({ type }) => type === 'target-alarm')).toMatchObject({ slot: 'fast', status: 401 });
    await runtime.sleep(30_000);
    await send({ slots });
    await send({ slots });
    expect(alarms()).toEqual(['credential', 'model_gone']);
  });
});

describe('a breaker stays closed', () => {
  it.each(['region', 'content_filter', 'caller_fault', 'context_exceeded'] as const)(
    'for %s, which is no fault of the model',
    async (name) => {
      const { fail, send, events } = setUp({ 'acme/fast': [{ fail: name, times: 30 }] });
      const alone = { slots: [slotOf('fast')] };
      for (let index = 0; index < 30; index += 1) await fail(alone);
      expect(events).toEqual([]);
      expect(tried(await send(alone))).toEqual(['fast ok']);
    },
  );

  it('when the policy turns breakers off', async () => {
    const endpoint: Endpoint = { ...openrouter, breaker: 'off' };
    const slots = [slotOf('fast', { endpoint }), slotOf('spare', { endpoint })];
    const { send, events } = setUp({ 'acme/fast': always('overloaded') });
    for (let index = 0; index < 20; index += 1) {
      expect(tried(await send({ slots }))).toEqual(['fast overloaded', 'fast overloaded', 'spare ok']);
    }
    expect(events).toEqual([]);
  });

  it("until the policy's own bounds are reached", async () => {
    const breaker = { failurePercent: 100, minRequests: 3, windowMs: 60_000, openMs: 1_000, maxOpenMs: 1_000 };
    const slots = [slotOf('fast', { endpoint: { ...openrouter, breaker } }), slotOf('spare')];
    const { send, events } = setUp({ 'acme/fast': [{ fail: 'truncated', times: 3 }] });
    await send({ slots });
    await send({ slots });
    expect(events).toEqual([]);
    await send({ slots });
    expect(events).toMatchObject([{ type: 'breaker-open', because: 'truncated', forMs: 1_000 }]);
  });
});

describe('a probe', () => {
  it('that the caller abandons is free for the next request', async () => {
    const { open, send, runtime, provider, context } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    await runtime.sleep(15_000);
    provider.setScript('acme/fast', ['timeout']);
    const controller = new AbortController();
    const probing = rejectionOf(complete(planOf(), { ...context, signal: controller.signal }));
    await runtime.sleep(10);
    expect(skipped(await send())).toEqual(['fast']);
    controller.abort();
    await probing;
    expect(tried(await send())).toEqual(['fast ok']);
  });

  it('closes the breaker with the first content of a stream, however long its reader takes', async () => {
    const { open, send, runtime, provider, context } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    await runtime.sleep(15_000);
    provider.setScript('acme/fast', []);
    const streaming = await stream(planOf({ body: { stream: true } }), context);
    expect(tried(await send())).toEqual(['fast ok']);
    for await (const _chunk of streaming);
    expect(tried(await streaming.routing)).toEqual(['fast ok']);
  });

  it('that breaks off after content has closed the breaker, and counts as a failure', async () => {
    const { open, runtime, provider, context, events } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    await runtime.sleep(15_000);
    const runs = 10;
    provider.setScript('acme/fast', [{ cut_after: 1, times: runs }]);
    for (let index = 0; index < runs; index += 1) {
      const streaming = await stream(planOf({ body: { stream: true } }), context);
      await rejectionOf(
        (async () => {
          for await (const _chunk of streaming);
        })(),
      );
    }
    expect(events.map(({ type }) => type)).toEqual(['breaker-open', 'breaker-closed', 'breaker-open']);
  });
});

describe('what a breaker knows', () => {
  it('outlives the policy that it was learned under', async () => {
    const { open, send } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    const slots = [slotOf('renamed', { id: 'acme/fast', endpoint: { ...openrouter } }), slotOf('spare')];
    expect(skipped(await send({ slots }))).toEqual(['renamed']);
  });

  it('is of one server and account, whatever a policy calls it', async () => {
    const { open, send } = setUp({ 'acme/fast': always('overloaded') });
    await open();
    const elsewhere: Endpoint = { ...openrouter, baseUrl: 'http://127.0.0.1:9/v1' };
    const another: Endpoint = { ...openrouter, apiKey: { env: 'OTHER_KEY' } };
    for (const endpoint of [elsewhere, another]) {
      const slots = [slotOf('fast', { endpoint }), slotOf('spare')];
      expect(tried(await send({ slots }))[0]).toBe('fast overloaded');
    }
  });
});

describe('a store that', () => {
  const broken = (breakers: Partial<BreakerStore>) => ({
    store: (memory: Store): Store => ({ ...memory, breakers: { ...memory.breakers, ...breakers } }),
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['never answers', () => new Promise<never>(() => {})],
  ] as const)('%s fails no request, and is told of once', async (_how, operation) => {
    const { send, events } = setUp({}, broken({ admit: operation, report: operation }));
    for (let index = 0; index < 3; index += 1) expect(tried(await send())).toEqual(['fast ok']);
    expect(events.map(({ type }) => type)).toEqual(['store-failed']);
  });

  it('is slow holds up no more than one request a second, by a tenth of a second', async () => {
    const { send, runtime } = setUp({}, broken({ admit: () => new Promise<never>(() => {}) }));
    const started = runtime.now();
    expect((await send()).attempts[0]?.started_at).toBe(started + 100);
    for (let index = 0; index < 5; index += 1) await send();
    expect(runtime.now()).toBe(started + 100);
    await runtime.sleep(1_000);
    await send();
    expect(runtime.now()).toBe(started + 1_200);
  });

  it.each<[string, Partial<BreakerStore>]>([
    ['before an attempt', { admit: () => new Promise<never>(() => {}) }],
    ['after a failed attempt', { report: () => new Promise<never>(() => {}) }],
  ])('is slow does not hold up a caller who leaves %s', async (_, slow) => {
    const { send, runtime } = setUp({ 'acme/fast': always('overloaded') }, broken(slow));
    const controller = new AbortController();
    const reason = new Error('left');
    const started = runtime.now();
    void runtime.sleep(10).then(() => controller.abort(reason));
    expect(await rejectionOf(send({}, { signal: controller.signal }))).toBe(reason);
    expect(runtime.now()).toBe(started + 10);
  });

  it('comes back is used again', async () => {
    let down = true;
    const admissions: unknown[] = [];
    const { send, runtime, events } = setUp(
      {},
      {
        store: (memory) => ({
          ...memory,
          breakers: {
            ...memory.breakers,
            admit: async (target, request) => {
              if (down) throw new Error('down');
              admissions.push(target);
              return memory.breakers.admit(target, request);
            },
          },
        }),
      },
    );
    await send();
    down = false;
    await runtime.sleep(1_000);
    await send();
    await send();
    expect(admissions).toHaveLength(2);
    expect(events.map(({ type }) => type)).toEqual(['store-failed', 'store-recovered']);
  });

  it('admits a probe too late gets it back', async () => {
    const given: unknown[] = [];
    const runtimeSleep = { sleep: async (_milliseconds: number) => {} };
    const { send, runtime } = setUp(
      {},
      broken({
        admit: async () => {
          await runtimeSleep.sleep(200);
          return { kind: 'admitted', probe: 7 };
        },
        report: async (_target, { signal, probe }) => {
          given.push([signal.kind, probe]);
          return undefined;
        },
      }),
    );
    runtimeSleep.sleep = runtime.sleep;
    await send();
    await runtime.sleep(2_000);
    expect(given).toContainEqual(['nothing', 7]);
  });
});
