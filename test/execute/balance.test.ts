import { describe, expect, it } from 'vitest';
import { createLiveState } from '../../src/execute/live/live-state.js';
import { targetKey } from '../../src/execute/live/target-key.js';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import { planExecution } from '../../src/plan/plan-execution.js';
import type { RouteOutcome } from '../../src/policy/outcome.js';
import type { BalanceSettings } from '../../src/policy/route-settings.js';
import type { Script } from '../../src/providers/simulated/script-step.js';
import { createSimulatedProvider } from '../../src/providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import type { Attributes } from '../../src/request/routing-request.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { nowhere } from '../support/conditions.js';
import { candidateOf, complete, contextOf, openrouter, slotOf } from '../support/execution.js';

const endpoint = { ...openrouter, breaker: 'off' as const };
/** Two deployments of one slot, and a fallback of another. */
const chain = [
  slotOf('spread', { id: 'one', endpoint }),
  slotOf('spread', { id: 'two', endpoint }),
  slotOf('spare', { id: 'three', endpoint }),
];

function setUp(balance: BalanceSettings) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts: {} });
  const live = createLiveState({ store: createMemoryStore(runtime), runtime, emit: () => {} });
  const outcome: RouteOutcome = { kind: 'route', spliced: [], chain, maxTokens: 100, place: nowhere, balance };
  const decided = { outcome, candidates: chain.map((slot) => candidateOf(slot)) };
  const send = (attributes: Attributes = {}): Promise<RoutingReport> => {
    const plan = planExecution(
      decided,
      { body: { messages: [{ role: 'user', content: 'hello' }] }, attributes },
      { random: runtime.random, measure: (candidate) => live.measurements.read(targetKey(candidate), false) },
    );
    return complete(plan, contextOf(provider, { runtime, live })).then(({ routing }) => routing);
  };
  return {
    runtime,
    send,
    behave: (model: string, step: Script[number]) =>
      provider.setScript(model, [typeof step === 'string' ? step : { ...step, times: 1_000_000 }]),
    /** The share of requests that each model is tried first by, over a stretch of steady traffic. */
    async traffic(requests: number, everyMs: number) {
      const reports: Promise<RoutingReport>[] = [];
      for (let index = 0; index < requests; index += 1) {
        reports.push(send());
        await runtime.sleep(everyMs);
      }
      const firsts = (await Promise.all(reports)).map(({ attempts }) => attempts[0]?.model);
      return (model: string) => firsts.filter((first) => first === model).length / requests;
    },
  };
}

describe('a slot with several deployments', () => {
  it('falls back to its other deployment before the next slot, and never twice to one', async () => {
    const { send, behave } = setUp({ by: 'weight' });
    behave('one', { fail: 'unknown' });
    behave('two', { fail: 'unknown' });
    for (let index = 0; index < 20; index += 1) {
      const { attempts, balanced } = await send();
      const models = attempts.map(({ model }) => model);
      expect(models.slice(0, 2).sort()).toEqual(['one', 'two']);
      expect(models.slice(2)).toEqual(['three']);
      expect(balanced?.[0]?.order.map(({ model }) => model)).toEqual(models.slice(0, 2));
    }
  });

  it('keeps a user at one deployment, by the attribute that the policy names', async () => {
    const { send } = setUp({ by: 'weight', key: 'user.id' });
    const first = async (attributes: Attributes) => (await send(attributes)).attempts[0]?.model;
    for (const id of ['u-1', 'u-2', 7, true]) {
      const models = new Set<string | undefined>();
      for (let index = 0; index < 10; index += 1) models.add(await first({ user: { id } }));
      expect(models.size).toBe(1);
    }
    expect((await send({ user: { id: null } })).balanced).toMatchObject([{ key: 'missing' }]);
    expect((await send({ user: { id: 'u-1' } })).balanced).toMatchObject([{ key: 'used' }]);
  });
});

describe('balancing by measurement', () => {
  it('shares traffic between deployments that are alike', async () => {
    const { behave, traffic } = setUp({ by: 'measured' });
    behave('one', { delay: '500ms' });
    behave('two', { delay: '500ms' });
    const share = await traffic(200, 100);
    expect(share('one')).toBeGreaterThan(0.3);
    expect(share('two')).toBeGreaterThan(0.3);
  });

  it('moves traffic away from a slow deployment, and back when it is as fast again', async () => {
    const { behave, traffic } = setUp({ by: 'measured' });
    behave('one', { delay: '4s' });
    behave('two', { delay: '400ms' });
    await traffic(50, 200);
    expect((await traffic(200, 200))('two')).toBeGreaterThan(0.85);
    behave('one', { delay: '400ms' });
    await traffic(400, 500);
    expect((await traffic(200, 200))('one')).toBeGreaterThan(0.3);
  });

  it('moves traffic away from a failing deployment, however fast it fails, and tries it again', async () => {
    const { behave, traffic } = setUp({ by: 'measured' });
    behave('one', { fail: 'unknown' });
    behave('two', { delay: '400ms' });
    await traffic(50, 500);
    const share = await traffic(400, 500);
    expect(share('two')).toBeGreaterThan(0.9);
    expect(share('one')).toBeGreaterThan(0);
  });
});
