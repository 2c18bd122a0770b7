import { describe, expect, it } from 'vitest';
import { routingOf } from '../../src/execute/routing-of.js';
import type { Scripts } from '../../src/providers/simulated/script-player.js';
import { createSimulatedProvider } from '../../src/providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import { complete, contextOf, type PlanInput, planOf, rejectionOf, slotOf } from '../support/execution.js';

const input = (spare: PlanInput['slots'] = []): PlanInput => ({
  slots: [slotOf('fast', { supportedParams: [] }), ...spare],
  settings: { paramsMode: 'strict' },
  body: { top_k: 5 } as never,
});

function run(scripts: Scripts, plan: PlanInput) {
  const runtime = createVirtualRuntime();
  const provider = createSimulatedProvider({ runtime, scripts });
  return { provider, running: complete(planOf(plan), contextOf(provider, { runtime })) };
}

describe('a model that does not take a parameter, where they are strict', () => {
  it('is not asked, and the next one is', async () => {
    const { provider, running } = run({}, input([slotOf('spare')]));
    const { routing } = await running;
    expect(provider.requests.map(({ model }) => model)).toEqual(['acme/spare']);
    expect(routing.attempts).toMatchObject([
      {
        slot: 'fast',
        outcome: 'caller_fault',
        error: 'params_mode is strict, and acme/fast does not take top_k as asked',
        cost: { usd: 0 },
      },
      { slot: 'spare', outcome: 'ok' },
    ]);
  });

  it('is an error that says so when there is no other', async () => {
    const { provider, running } = run({}, input());
    const error = await rejectionOf(running);
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status: 400 });
    expect((error as Error).message).toContain('acme/fast does not take top_k');
    expect(provider.requests).toEqual([]);
  });

  it('is not blamed for the failure of another that was asked', async () => {
    const { running } = run({ 'acme/spare': ['forbidden'] }, input([slotOf('spare')]));
    const error = await rejectionOf(running);
    expect(error).toMatchObject({ code: 'ATTEMPTS_EXHAUSTED', status: 502 });
    expect(routingOf(error)?.attempts.map(({ outcome }) => outcome)).toEqual(['caller_fault', 'forbidden']);
  });
});
