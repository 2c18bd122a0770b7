import type { TrackingCallback } from '@growthbook/growthbook';
import { describe, expect, it } from 'vitest';
import {
  createMemoryStore,
  createRouter,
  type ExposureEvent,
  type OnExposure,
  type RouterOptions,
} from '../src/index.js';
import { createVirtualRuntime } from '../src/providers/simulated/virtual-runtime.js';
import { createSimulatedProvider } from '../src/testing/index.js';

const policy = `
policy: support
language: 1
endpoints: { us: { kind: openai, base_url: http://us.test/v1 } }
models: { fast: { id: fast, endpoint: us }, deep: { id: deep, endpoint: us } }
tiers: { quick: { model: fast, max_tokens: 100 }, premium: { model: deep, max_tokens: 100 } }
facts:
  plan: { from: attribute, path: plan, default: free }
  blocked: { from: attribute, path: blocked, type: boolean, default: false }
  trial:
    from: bucket
    key: user.id
    fallback_key: device
    seed: trial-3
    coverage: 80
    sticky: { bucket_version: 2 }
    namespace: { name: checkout, range: [0, 99.5] }
    arms: [{ name: control, percent: 60 }, { name: treatment, percent: 40 }]
rules:
  - { id: blocked, when: { blocked: true, trial: { exists: true } }, then: { reject: { message: no } } }
  - { id: trial, when: { plan: free, trial: treatment }, then: premium }
default: quick
`;

const body = { messages: [{ role: 'user' as const, content: 'hello' }] };
const user = (id: string) => ({ attributes: { user: { id } } });

async function routerWith(options: Partial<RouterOptions> = {}, text = policy) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts: {} });
  const router = await createRouter({ policy: { text }, provider, runtime, ...options });
  const events: ExposureEvent[] = [];
  router.on('exposure', (event) => events.push(event));
  return { router, events };
}

describe('exposures', () => {
  it("are told in the shape of GrowthBook's trackingCallback, which fits as it is", async () => {
    const calls: Parameters<OnExposure>[] = [];
    const trackingCallback: TrackingCallback = (...call) => {
      calls.push(call as unknown as Parameters<OnExposure>);
    };
    const { router } = await routerWith({ onExposure: trackingCallback });
    const { routing } = await router.chat.completions.create(body, user('u-1'));
    const [exposure] = routing.decision.exposures;
    const bucket = calls[0]?.[1].bucket ?? -1;
    expect(calls).toEqual([
      [
        {
          key: 'trial',
          seed: 'trial-3',
          hashVersion: 2,
          hashAttribute: 'user.id',
          fallbackAttribute: 'device',
          variations: ['control', 'treatment'],
          meta: [{ key: 'control' }, { key: 'treatment' }],
          weights: [0.6, 0.4],
          coverage: 0.8,
          bucketVersion: 2,
          filters: [{ seed: 'checkout', attribute: 'user.id', hashVersion: 2, ranges: [[0, 0.995]] }],
        },
        {
          ...{ key: exposure?.arm, name: exposure?.arm, value: exposure?.arm },
          variationId: ['control', 'treatment'].indexOf(exposure?.arm ?? ''),
          ...{ inExperiment: true, hashUsed: true, hashAttribute: 'user.id', hashValue: 'u-1', featureId: null },
          ...{ bucket, stickyBucketUsed: false },
        },
        {
          attributes: { user: { id: 'u-1' } },
          ...{ policy: 'support', version: routing.decision.version, decision: routing.decision.id },
          propensity: exposure?.propensity,
        },
      ],
    ]);
    expect(bucket).toBeGreaterThanOrEqual(0);
  });

  it('are told to listeners too, with the evaluation that OpenFeature hooks know, and never name the key there', async () => {
    const { router, events } = await routerWith();
    const { id, exposures, version } = await router.decide({ ...body, ...user('u-1') });
    const arm = exposures[0]?.arm;
    expect(events.map(({ evaluation }) => evaluation)).toEqual([
      {
        ...{ flagKey: 'trial', value: arm, variant: arm, reason: 'SPLIT' },
        flagMetadata: {
          ...{ policy: 'support', version, decision: id },
          propensity: exposures[0]?.propensity,
          keyHash: exposures[0]?.key_hash,
        },
      },
    ]);
    expect(JSON.stringify(events[0]?.evaluation)).not.toContain('u-1');
  });

  it('are told only of decisions that read the arm', async () => {
    const { router, events } = await routerWith();
    await router.decide({ ...body, attributes: { user: { id: 'u-1' }, plan: 'pro' } });
    await router.decide(body);
    expect(events).toEqual([]);
  });

  it('are told of requests that the policy refuses, of streams and of decisions alone', async () => {
    const { router, events } = await routerWith();
    await expect(
      router.chat.completions.create(body, { attributes: { user: { id: 'u-1' }, blocked: true } }),
    ).rejects.toMatchObject({ code: 'REQUEST_REJECTED' });
    const stream = await router.chat.completions.create({ ...body, stream: true }, user('u-1'));
    expect(events).toHaveLength(2);
    for await (const _ of stream) break;
    await router.decide({ ...body, ...user('u-1') });
    expect(events).toHaveLength(3);
  });

  it('are not told of decisions that nobody acts on, and of arms that the caller gave', async () => {
    const { router, events } = await routerWith();
    const { exposures } = await router.decide({ ...body, ...user('u-1') }, { expose: false });
    expect(exposures).toHaveLength(1);
    const given = await router.decide({ ...body, facts: { trial: 'treatment' } });
    expect(given.exposures).toEqual([{ experiment: 'trial', arm: 'treatment', propensity: 0.8 * 0.4 }]);
    expect(events).toEqual([]);
  });

  it('are told once for each key, where that is asked for', async () => {
    const { router, events } = await routerWith({ exposuresOnce: true });
    for (const id of ['u-1', 'u-2', 'u-1', 'u-1']) await router.decide({ ...body, ...user(id) });
    expect(events.map(({ result }) => result.hashValue)).toEqual(['u-1', 'u-2']);
    const small = await routerWith({ exposuresOnce: 1 });
    for (const id of ['u-1', 'u-2', 'u-1']) await small.router.decide({ ...body, ...user(id) });
    expect(small.events).toHaveLength(3);
  });

  it('fail no request when whoever is told throws or rejects', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const { router } = await routerWith({ onExposure: () => Promise.reject(new Error('the warehouse is down')) });
    expect((await router.chat.completions.create(body, user('u-1'))).routing.served_by).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings.map(({ message }) => message).join()).toContain('the warehouse is down');
  });
});

describe('sticky arms of a router', () => {
  it('outlive generations and hold across routers that share a store', async () => {
    const store = createMemoryStore({ now: () => 0 });
    const one = await routerWith({ store });
    const moved = policy.replace('control, percent: 60', 'control, percent: 1').replace('percent: 40', 'percent: 99');
    const two = await routerWith({ store }, moved);
    const fresh = await routerWith({}, moved);
    let changed = 0;
    for (let index = 0; index < 50; index += 1) {
      const request = { ...body, ...user(`u-${index}`) };
      const arm = (await one.router.decide(request)).exposures[0]?.arm;
      if (arm === undefined) continue;
      const kept = await two.router.decide(request);
      expect(kept.exposures[0]?.arm).toBe(arm);
      if ((await fresh.router.decide(request)).exposures[0]?.arm !== arm) changed += 1;
    }
    expect(changed).toBeGreaterThan(10);
    expect(two.events.every(({ result }) => result.stickyBucketUsed)).toBe(true);
  });

  it('are not kept by a decision that nobody acts on', async () => {
    const store = createMemoryStore({ now: () => 0 });
    const { router } = await routerWith({ store });
    await router.decide({ ...body, ...user('u-1') }, { expose: false });
    expect(await store.sticky.read(['user.id||u-1'])).toEqual([new Map()]);
    await router.decide({ ...body, ...user('u-1') });
    expect([...((await store.sticky.read(['user.id||u-1']))[0] ?? [])]).toEqual([['trial-3__2', expect.any(String)]]);
  });

  it('are unknown while the store is down, so that nobody changes arms', async () => {
    const down = () => Promise.reject(new Error('connection refused'));
    const store = { ...createMemoryStore({ now: () => 0 }), sticky: { read: down, keep: down } };
    const { router, events } = await routerWith({ store });
    const { unknown, rule } = await router.decide({ ...body, ...user('u-1') });
    expect(unknown).toMatchObject([{ fact: 'trial', reason: 'failed', detail: 'the store did not answer' }]);
    expect(rule).toBe('default');
    expect(events).toEqual([]);
  });
});
