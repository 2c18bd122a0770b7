import { describe, expect, it } from 'vitest';
import { systemRuntime } from '../src/system-runtime.js';

const { newId, now, random, sleep } = systemRuntime;

describe('the system runtime', () => {
  it('sleeps, and wakes', async () => {
    await expect(sleep(1)).resolves.toBeUndefined();
    await expect(sleep(0)).resolves.toBeUndefined();
  });

  it('ends a sleep with the reason of its signal, however long it would be', async () => {
    const controller = new AbortController();
    const asleep = sleep(90 * 86_400_000, controller.signal);
    const reason = new Error('stop');
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    await expect(sleep(1, controller.signal)).rejects.toBe(reason);
  });

  it('leaves no listener on a signal that outlives the sleep', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      return addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      return removeEventListener.apply(signal, args);
    };
    await sleep(1, signal);
    expect(listeners).toBe(0);
  });

  it('gives ids that differ, numbers from 0 to 1, and the time', () => {
    expect(newId()).not.toBe(newId());
    expect(random()).toBeLessThan(1);
    expect(now()).toBeGreaterThan(Date.UTC(2025, 0, 1));
  });

  it('lets the process end while it sleeps in the background only', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const controller = new AbortController();
    const before = timers();
    const asleep = [sleep(60_000, controller.signal, { background: true })];
    expect(timers()).toBe(before);
    asleep.push(sleep(60_000, controller.signal));
    expect(timers()).toBe(before + 1);
    controller.abort();
    await Promise.allSettled(asleep);
  });
});
