import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../src/execute/live/live-event.js';
import { createOutages } from '../../../src/execute/live/outages.js';
import { createStoreGuard } from '../../../src/execute/live/store-guard.js';
import { createVirtualRuntime } from '../../../src/providers/simulated/virtual-runtime.js';

const never = () => new Promise<string>(() => {});

function setUp(lateInOutage = 3) {
  const runtime = createVirtualRuntime();
  const events: string[] = [];
  const guard = createStoreGuard(runtime, (event) => events.push(event.type), { lateInOutage });
  let calls = 0;
  const ask = (call: () => Promise<string>) =>
    Promise.resolve(
      guard.ask(
        'read',
        () => {
          calls += 1;
          return call();
        },
        'without',
      ),
    );
  return { runtime, events, guard, ask, calls: () => calls };
}

describe('a store that is late', () => {
  it('is asked again at once when it was late for one burst of requests only', async () => {
    const { ask, events } = setUp();
    expect(await Promise.all(Array.from({ length: 250 }, () => ask(never)))).toEqual(Array(250).fill('without'));
    expect(await ask(async () => 'answer')).toBe('answer');
    expect(events).toEqual(['store-failed', 'store-recovered']);
  });

  it('is left alone for a second when it is late three times in a row', async () => {
    const { ask, calls, runtime, events } = setUp();
    for (let index = 0; index < 3; index += 1) await ask(never);
    expect(await ask(async () => 'answer')).toBe('without');
    expect(calls()).toBe(3);
    await runtime.sleep(1_000);
    expect(await ask(async () => 'answer')).toBe('answer');
    expect(await ask(async () => 'answer')).toBe('answer');
    expect(events).toEqual(['store-failed', 'store-recovered']);
  });

  it('is left alone again when it is late for the one that finds out whether it is back', async () => {
    const { ask, calls, runtime } = setUp();
    for (let index = 0; index < 3; index += 1) await ask(never);
    await runtime.sleep(1_000);
    await ask(never);
    await ask(never);
    expect(calls()).toBe(4);
  });

  it('is left alone the first time where that costs little', async () => {
    const { ask, calls } = setUp(1);
    await ask(never);
    expect(await ask(async () => 'answer')).toBe('without');
    expect(calls()).toBe(1);
  });

  it('begins anew after an answer in time', async () => {
    const { ask, calls } = setUp();
    for (const call of [never, never, async () => 'answer', never, never]) await ask(call);
    await ask(never);
    await ask(never);
    expect(calls()).toBe(6);
  });

  it('tells what comes after all', async () => {
    const { guard, runtime } = setUp();
    const late: string[] = [];
    const call = () => runtime.sleep(250).then(() => 'answer');
    expect(await guard.ask('read', call, 'without', (answer) => late.push(answer))).toBe('without');
    await runtime.sleep(500);
    expect(late).toEqual(['answer']);
  });
});

describe('a store that rejects', () => {
  it('is left alone at once', async () => {
    const { ask, calls, events } = setUp();
    await ask(() => Promise.reject(new Error('down')));
    expect(await ask(async () => 'answer')).toBe('without');
    expect(calls()).toBe(1);
    expect(events).toEqual(['store-failed']);
  });
});

describe('an outage', () => {
  it('is told of once, until the last guard is well again', () => {
    const told: string[] = [];
    const tell = createOutages((event) => told.push(event.type));
    const [failed, recovered]: LiveEvent[] = [
      { type: 'store-failed', operation: 'read', error: undefined },
      { type: 'store-recovered' },
    ];
    for (const event of [failed, failed, recovered]) tell(event as LiveEvent);
    expect(told).toEqual(['store-failed']);
    tell(recovered as LiveEvent);
    expect(told).toEqual(['store-failed', 'store-recovered']);
  });
});
