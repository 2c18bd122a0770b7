import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore, createRouter, type RouterOptions } from '../src/index.js';
import type { Scripts } from '../src/providers/simulated/script-player.js';
import { createVirtualRuntime } from '../src/providers/simulated/virtual-runtime.js';
import { createSimulatedProvider } from '../src/testing/index.js';

const head = `
policy: support
language: 1
endpoints: { us: { kind: openai, base_url: http://us.test/v1 } }
models:
  fast: { id: fast, endpoint: us, price: { prompt: 1, completion: 1 } }
  deep: { id: deep, endpoint: us, price: { prompt: 1000, completion: 1000 } }
tiers: { quick: { model: fast, max_tokens: 100 }, premium: { model: deep, max_tokens: 100 } }
breaker: off
fallback_alarm: off
`;

const ruled = (percent: number, guards = '') => `${head}
facts: { task: { from: attribute, path: task } }
rules:
  - id: hard
    when: { task: hard }
    rollout: { percent: ${percent}, key: user.id${guards} }
    then: premium
default: quick
`;

const body = { messages: [{ role: 'user' as const, content: 'hello' }] };
const hard = (id: string) => ({ attributes: { task: 'hard', user: { id } } });
const steps = [
  'rollout-started',
  'rollout-widened',
  'rollout-narrowed',
  'rollout-completed',
  'rollout-stopped',
] as const;

const always = <T>(step: T): T[] => Array.from({ length: 50 }, () => step);

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function routerOf(source: RouterOptions['policy'], scripts: Scripts = {}, options: Partial<RouterOptions> = {}) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts });
  const router = await createRouter({ policy: source, provider, runtime, ...options });
  const events: unknown[] = [];
  for (const name of [...steps, 'rollout-rolled-back'] as const)
    router.on(name, (event: unknown) => events.push(event));
  return { router, events, runtime };
}

type Routed = Awaited<ReturnType<typeof routerOf>>['router'];

/** Ids of users for whom the rule holds. */
async function rolledOutTo(router: Routed, count = 400): Promise<readonly string[]> {
  const found: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { tier } = await router.decide({ ...body, ...hard(`u-${index}`) });
    if (tier === 'premium') found.push(`u-${index}`);
  }
  return found;
}

describe('a rule that is rolled out', () => {
  it('holds for its share of keys, and for all of them when the share grows', async () => {
    const shares = await Promise.all(
      [0, 10, 25, 60, 100].map(async (percent) => rolledOutTo((await routerOf({ text: ruled(percent) })).router)),
    );
    expect(shares.map(({ length }) => length / 400).map((share) => Math.round(share * 10) / 10)).toEqual([
      0, 0.1, 0.3, 0.6, 1,
    ]);
    for (const [index, users] of shares.entries()) {
      expect(users).toEqual(expect.arrayContaining([...(shares[index - 1] ?? [])]));
    }
  });

  it('does not hold without a key, and the decision says why', async () => {
    const { router } = await routerOf({ text: ruled(100) });
    const { rule, unknown } = await router.decide({ ...body, attributes: { task: 'hard' } });
    expect(rule).toBe('default');
    expect(unknown).toEqual([{ fact: 'rollout.hard', reason: 'missing', detail: 'no user.id' }]);
  });

  it('is read last and exposes new and old, so that the two can be compared', async () => {
    const { router } = await routerOf({ text: ruled(50) });
    expect((await router.decide({ ...body, attributes: { user: { id: 'u-1' } } })).exposures).toEqual([]);
    const { exposures, facts } = await router.decide({ ...body, ...hard('u-1') });
    expect(exposures).toMatchObject([{ experiment: 'rollout.hard', propensity: 0.5 }]);
    expect(facts['rollout.hard']).toBe(exposures[0]?.arm);
  });

  it('can be given as any fact', async () => {
    const { router } = await routerOf({ text: ruled(0) });
    expect(
      (await router.decide({ ...body, attributes: { task: 'hard' }, facts: { 'rollout.hard': 'new' } })).rule,
    ).toBe('hard');
  });

  it('is taken back for everybody when too many requests fail, and an event says why', async () => {
    const { router, events } = await routerOf(
      { text: ruled(50, ', guards: { failure_rate_above: 20, min_requests: 10 }') },
      { deep: always('caller_fault' as const) },
    );
    const [someone] = await rolledOutTo(router, 20);
    for (let index = 0; index < 10; index += 1) {
      expect(events).toEqual([]);
      await expect(router.chat.completions.create(body, hard(someone ?? ''))).rejects.toMatchObject({ status: 400 });
    }
    const version = router.policies[0]?.version;
    expect(events).toEqual([
      {
        ...{ type: 'rollout-rolled-back', policy: 'support', version, rollout: 'rollout.hard' },
        crossed: { guard: 'failure_rate_above', limit: 20, value: 100, requests: 10 },
      },
    ]);
    const { routing } = await router.chat.completions.create(body, hard(someone ?? ''));
    expect(routing.decision).toMatchObject({ tier: 'quick', exposures: [], facts: { 'rollout.hard': 'old' } });
    expect(await rolledOutTo(router, 50)).toEqual([]);
  });

  it.each([
    ['cost', 'cost_per_request_above: 0.001', 'cost_per_request_above'],
    ['latency', 'p95_ms_above: 50', 'p95_ms_above'],
  ])('is taken back for its %s', async (_, guard, name) => {
    const { router, events, runtime } = await routerOf(
      { text: ruled(100, `, guards: { ${guard}, min_requests: 3 }`) },
      { deep: always({ delay: '100ms' }) },
    );
    for (let index = 0; index < 3; index += 1) await router.chat.completions.create(body, hard(`u-${index}`));
    await runtime.sleep(1);
    expect(events).toMatchObject([{ type: 'rollout-rolled-back', crossed: { guard: name, requests: 3 } }]);
  });

  it('is taken back for streams that break after they began, and not for those that their reader leaves', async () => {
    const { router, events, runtime } = await routerOf(
      { text: ruled(100, ', guards: { failure_rate_above: 50, min_requests: 3 }') },
      { deep: always({ cut_after: 2 }) },
    );
    for (let index = 0; index < 4; index += 1) {
      const stream = await router.chat.completions.create({ ...body, stream: true }, hard('u-1'));
      for await (const _ of stream) break;
    }
    await runtime.sleep(1);
    expect(events).toEqual([]);
    for (let index = 0; index < 3; index += 1) {
      const stream = await router.chat.completions.create({ ...body, stream: true }, hard('u-1'));
      await expect(drain(stream)).rejects.toMatchObject({ code: 'STREAM_INTERRUPTED' });
    }
    await runtime.sleep(1);
    expect(events).toMatchObject([
      { type: 'rollout-rolled-back', crossed: { guard: 'failure_rate_above', value: 100 } },
    ]);
  });

  it('is taken back for its score, by feedback', async () => {
    const { router, events } = await routerOf({ text: ruled(100, ', guards: { score_below: 0.5, min_requests: 3 }') });
    for (const score of [1, 0, 0]) {
      const { routing } = await router.chat.completions.create(body, hard(`u-${score}`));
      expect(events).toEqual([]);
      router.feedback(routing.decision.id, { score });
    }
    expect(events).toMatchObject([{ crossed: { guard: 'score_below', limit: 0.5, value: 1 / 3, requests: 3 } }]);
  });

  it('is not taken back for what failed before the window, and for requests that were not exposed', async () => {
    const { router, events, runtime } = await routerOf(
      { text: ruled(100, ', guards: { failure_rate_above: 50, min_requests: 4, window: 1m }') },
      { deep: always('caller_fault' as const).slice(0, 3), fast: always('caller_fault' as const) },
    );
    for (let index = 0; index < 3; index += 1)
      await expect(router.chat.completions.create(body, hard('u-1'))).rejects.toMatchObject({ status: 400 });
    for (let index = 0; index < 5; index += 1)
      await expect(router.chat.completions.create(body, { attributes: { task: 'easy' } })).rejects.toMatchObject({
        status: 400,
      });
    await runtime.sleep(120_000);
    for (let index = 0; index < 5; index += 1) await router.chat.completions.create(body, hard('u-1'));
    expect(events).toEqual([]);
  });

  it('is taken back in every process that shares the store, now and after a restart', async () => {
    const store = createMemoryStore({ now: () => 0 });
    const text = ruled(100, ', guards: { failure_rate_above: 10, min_requests: 2 }');
    const one = await routerOf({ text }, { deep: always('caller_fault' as const) }, { store });
    const two = await routerOf({ text }, {}, { store });
    for (let index = 0; index < 2; index += 1)
      await expect(one.router.chat.completions.create(body, hard('u-1'))).rejects.toMatchObject({ status: 400 });
    expect(await rolledOutTo(two.router, 3)).toHaveLength(3);
    await two.runtime.sleep(5_000);
    await two.router.decide({ ...body, ...hard('u-1') });
    expect(await rolledOutTo(two.router, 3)).toEqual([]);
    expect(two.events).toMatchObject([{ type: 'rollout-rolled-back', rollout: 'rollout.hard' }]);
    expect(two.events[0]).not.toHaveProperty('crossed');
    const three = await routerOf({ text }, {}, { store });
    expect(await rolledOutTo(three.router, 3)).toEqual([]);
    const next = await routerOf(
      { text: text.replace('failure_rate_above: 10', 'failure_rate_above: 11') },
      {},
      { store },
    );
    expect(await rolledOutTo(next.router, 3)).toHaveLength(3);
  });
});

const previous = `${head}rules: []\ndefault: quick\n`;
const next = (percent: number, guards = '') =>
  `${head}rules: []\ndefault: premium\nrollout: { percent: ${percent}, key: user.id, previous: previous/support.yaml${guards} }\n`;

async function folderOf(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'rollout-'));
  folders.push(folder);
  await mkdir(join(folder, 'previous'));
  await writeFile(join(folder, 'previous/support.yaml'), previous);
  await writeFile(join(folder, 'support.yaml'), text);
  return folder;
}

const asUser = (id: string) => ({ attributes: { user: { id } } });

describe('a version of a policy that is rolled out', () => {
  it('serves its share of keys wholly, and the previous version all others', async () => {
    const { router } = await routerOf(await folderOf(next(30)));
    const versions = new Map<string, Set<string>>();
    let fresh = 0;
    for (let index = 0; index < 300; index += 1) {
      const { routing } = await router.chat.completions.create(body, asUser(`u-${index}`));
      const { version, tier, rollout, exposures } = routing.decision;
      versions.set(version, (versions.get(version) ?? new Set()).add(String(tier)));
      expect(rollout).toEqual({ arm: tier === 'premium' ? 'new' : 'old', percent: 30, because: 'key' });
      expect(exposures).toMatchObject([{ experiment: 'rollout', arm: rollout?.arm }]);
      expect(routing.attempts[0]?.model).toBe(tier === 'premium' ? 'deep' : 'fast');
      if (tier === 'premium') fresh += 1;
    }
    expect([...versions.values()].map((tiers) => tiers.size)).toEqual([1, 1]);
    expect(fresh).toBeGreaterThan(60);
    expect(fresh).toBeLessThan(120);
  });

  it('exposes its keys as an experiment does', async () => {
    const { router } = await routerOf(await folderOf(next(30)));
    const told: unknown[] = [];
    router.on('exposure', ({ experiment, result }) =>
      told.push([experiment.key, experiment.weights, result.hashValue]),
    );
    await router.decide({ ...body, ...asUser('u-1') });
    expect(told).toEqual([['rollout', [0.3, 0.7], 'u-1']]);
  });

  it('changes nothing for a request without a key', async () => {
    const { router } = await routerOf(await folderOf(next(100)));
    expect(await router.decide(body)).toMatchObject({
      ...{ tier: 'quick', rollout: { arm: 'old', percent: 100, because: 'no_key' }, exposures: [] },
    });
  });

  it('gives way to the previous one when a guard is crossed', async () => {
    const { router, events } = await routerOf(
      await folderOf(next(100, ', guards: { failure_rate_above: 10, min_requests: 2 }')),
      { deep: always('caller_fault' as const) },
    );
    for (let index = 0; index < 2; index += 1)
      await expect(router.chat.completions.create(body, asUser(`u-${index}`))).rejects.toMatchObject({ status: 400 });
    expect(events).toMatchObject([{ type: 'rollout-rolled-back', rollout: 'rollout' }]);
    const { routing } = await router.chat.completions.create(body, asUser('u-1'));
    expect(routing.decision).toMatchObject({ tier: 'quick', rollout: { arm: 'old', because: 'rolled_back' } });
  });

  it('grows, shrinks and comes to its end by edits, with an event for each', async () => {
    const folder = await folderOf(previous);
    const { router, events } = await routerOf(folder, {}, { watch: { debounceMs: 1, pollMs: 5 } });
    const applied = (text: string) =>
      new Promise<void>((resolve, reject) => {
        router.on('policy-applied', () => resolve());
        router.on('policy-refused', ({ diagnostics }) => reject(new Error(diagnostics[0]?.message)));
        void writeFile(join(folder, 'support.yaml'), text);
      });
    for (const text of [next(10), next(50), next(20), `${head}rules: []\ndefault: premium\n`]) await applied(text);
    await router.close();
    expect(events).toMatchObject([
      { type: 'rollout-started', rollout: 'rollout', from: 0, to: 10 },
      { type: 'rollout-widened', from: 10, to: 50 },
      { type: 'rollout-narrowed', from: 50, to: 20 },
      { type: 'rollout-completed', from: 20, to: 100 },
    ]);
  });
});

describe('rules that follow the health of a model', () => {
  const text = `${head}
facts:
  trouble: { from: health, of: fast, measure: failure_rate, window: 1m, min_requests: 5 }
  slowness: { from: health, of: fast, measure: p95_ms, window: 1m, min_requests: 5 }
rules:
  - { id: fails, when: { trouble: { above: 50 } }, then: premium }
  - { id: slow, when: { slowness: { above: 1000 } }, then: premium }
default: quick
`;

  it('shift when it fails, and come back when the window has emptied', async () => {
    const { router, runtime } = await routerOf({ text }, { fast: always('overloaded' as const) });
    for (let index = 0; index < 3; index += 1) await router.chat.completions.create(body).catch(() => undefined);
    // What was read is good for a second.
    await runtime.sleep(1_000);
    expect(await router.decide(body)).toMatchObject({ rule: 'fails', facts: { trouble: 100 } });
    await runtime.sleep(90_000);
    expect(await router.decide(body)).toMatchObject({
      rule: 'default',
      unknown: [
        { fact: 'trouble', reason: 'missing', detail: '0 of 5 requests to fast' },
        { fact: 'slowness', reason: 'missing' },
      ],
    });
  });

  it('shift when it is slow, by its 95th percentile', async () => {
    const { router } = await routerOf({ text }, { fast: always({ delay: '2s' }) });
    for (let index = 0; index < 5; index += 1) {
      expect((await router.chat.completions.create(body)).routing.decision.rule).toBe('default');
    }
    const { rule, facts } = await router.decide(body);
    expect(rule).toBe('slow');
    expect(facts.slowness).toBeGreaterThan(1_950);
    expect(facts.trouble).toBe(0);
  });

  it('know nothing of a model that was asked too rarely, and of what callers do wrong', async () => {
    const { router } = await routerOf({ text }, { fast: always('caller_fault' as const) });
    for (let index = 0; index < 8; index += 1) await router.chat.completions.create(body).catch(() => undefined);
    expect(await router.decide(body)).toMatchObject({ rule: 'default', facts: {} });
  });
});
