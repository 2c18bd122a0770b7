import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/decide/decision.js';
import type { LiveEvent } from '../../src/execute/live/live-event.js';
import { createLiveState } from '../../src/execute/live/live-state.js';
import { routingOf } from '../../src/execute/routing-of.js';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import { defaultFallbackAlarmSettings, type FallbackAlarmSettings } from '../../src/policy/fallback-alarm-settings.js';
import type { Script } from '../../src/providers/simulated/script-step.js';
import { createSimulatedProvider } from '../../src/providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { complete, contextOf, openrouter, planOf, rejectionOf, slotOf, stream } from '../support/execution.js';

function setUp(fallbackAlarm: FallbackAlarmSettings | 'off' = defaultFallbackAlarmSettings) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts: {} });
  const events: LiveEvent[] = [];
  const live = createLiveState({
    store: createMemoryStore(runtime),
    runtime,
    emit: (event) => {
      if (event.type.startsWith('fallback')) events.push(event);
    },
  });
  const context = contextOf(provider, { runtime, live, fallbackAlarm });
  const endpoint = { ...openrouter, breaker: 'off' as const };
  const slots = [slotOf('fast', { endpoint }), slotOf('spare', { endpoint })];
  const send = async (rule: string | null = 'summaries'): Promise<RoutingReport> => {
    const decision = { id: 'd-1', policy: 'support', rule } as Decision;
    return (await complete(planOf({ slots }), { ...context, decision })).routing;
  };
  const script = (...steps: Script) => provider.setScript('acme/fast', steps);
  return {
    runtime,
    provider,
    events,
    context,
    send,
    /** Requests of which the first so many fall back. */
    async requests(count: number, fallbacks: number): Promise<RoutingReport[]> {
      if (fallbacks > 0) script({ fail: 'unknown', times: fallbacks });
      const reports: RoutingReport[] = [];
      for (let index = 0; index < count; index += 1) reports.push(await send());
      return reports;
    },
  };
}

async function readAll(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _chunk of chunks);
}

const warned = ({ warnings = [] }: RoutingReport) => warnings.some(({ code }) => code === 'fallback-rate');

describe('the fallback rate of a rule', () => {
  it('alarms when traffic has quietly moved to the fallback, and every such request carries a warning (tscibilia/home-ops#3391)', async () => {
    const { events, requests } = setUp();
    await requests(16, 0);
    const reports = await requests(5, 5);
    expect(events).toEqual([
      { type: 'fallback-alarm', policy: 'support', rule: 'summaries', share: (5 / 21) * 100, requests: 21 },
    ]);
    expect(reports.map(warned)).toEqual([false, false, false, false, true]);
    expect(reports.at(-1)?.warnings?.[0]?.message).toBe(
      'fast did not serve this request, as it did not serve 23 % of the last 21 requests of summaries',
    );
    const [served] = await requests(1, 0);
    expect(served && warned(served)).toBe(false);
  });

  it('does not alarm at the threshold, or with too few requests', async () => {
    const { events, requests } = setUp();
    await requests(19, 3);
    expect(events).toEqual([]);
    await requests(1, 1);
    expect(events).toEqual([]);
    await requests(1, 1);
    expect(events).toHaveLength(1);
  });

  it('alarms again only after it has recovered', async () => {
    const { runtime, events, requests } = setUp();
    await requests(30, 15);
    await requests(10, 5);
    expect(events.map(({ type }) => type)).toEqual(['fallback-alarm']);
    await runtime.sleep(300_000);
    await requests(20, 0);
    expect(events.map(({ type }) => type)).toEqual(['fallback-alarm', 'fallback-recovered']);
    await requests(10, 10);
    expect(events.map(({ type }) => type)).toEqual(['fallback-alarm', 'fallback-recovered', 'fallback-alarm']);
  });

  it('is counted for each rule by itself', async () => {
    const { events, send, requests } = setUp();
    await requests(19, 10);
    await send(null);
    await send('other');
    expect(events).toEqual([]);
  });

  it('counts requests that no model served, and streams that broke off', async () => {
    const { provider, context, events } = setUp({ ...defaultFallbackAlarmSettings, minRequests: 2 });
    provider.setScript('acme/fast', ['unknown', { cut_after: 1 }]);
    const alone = { slots: [slotOf('fast')] };
    const error = await rejectionOf(complete(planOf(alone), context));
    const streaming = await stream(planOf({ ...alone, body: { stream: true } }), context);
    await rejectionOf(readAll(streaming));
    expect(events).toMatchObject([{ type: 'fallback-alarm', share: 100, requests: 2 }]);
    expect(routingOf(error)?.served_by).toBeNull();
    expect(warned(await streaming.routing)).toBe(true);
  });

  it('does not count what is no fault of the models: a bad request, a caller that left', async () => {
    const { provider, context, events, runtime } = setUp({ ...defaultFallbackAlarmSettings, minRequests: 1 });
    provider.setScript('acme/fast', [{ fail: 'caller_fault', times: 5 }, 'timeout']);
    for (let index = 0; index < 5; index += 1) await rejectionOf(complete(planOf(), context));
    const controller = new AbortController();
    const leaving = rejectionOf(complete(planOf(), { ...context, signal: controller.signal }));
    await runtime.sleep(10);
    controller.abort();
    await leaving;
    expect(events).toEqual([]);
  });

  it('is not watched where the policy says off', async () => {
    const { events, requests } = setUp('off');
    const reports = await requests(40, 40);
    expect(events).toEqual([]);
    expect(reports.some(warned)).toBe(false);
  });
});
