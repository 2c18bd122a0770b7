import { describe, expect, it, vi } from 'vitest';
import { runtimeWith, systemRuntime } from '../src/system-runtime.js';

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

  it('calls back at the time of an alarm, however far off, unless it is called off', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const rung: string[] = [];
      const { alarm } = runtimeWith();
      alarm?.(50, () => rung.push('soon'));
      alarm?.(60, () => rung.push('called off')).callOff();
      alarm?.(60 * 86_400_000, () => rung.push('late'));
      const offLate = alarm?.(60 * 86_400_000, () => rung.push('called off late'));
      vi.advanceTimersByTime(49);
      expect(rung).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(rung).toEqual(['soon']);
      vi.advanceTimersByTime(59 * 86_400_000);
      offLate?.callOff();
      expect(rung).toEqual(['soon']);
      vi.advanceTimersByTime(86_400_000);
      expect(rung).toEqual(['soon', 'late']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets the process end while an alarm is set in the background', () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const alarm = runtimeWith().alarm?.(60_000, () => {});
    expect(timers()).toBe(before + 1);
    alarm?.background();
    expect(timers()).toBe(before);
    alarm?.callOff();
  });
});

describe('a runtime with parts replaced', () => {
  it('has the rest of the system', () => {
    const random = () => 0.5;
    expect(runtimeWith({ random })).toEqual({ ...systemRuntime, random });
  });

  it('sets no alarms by the clock of the system where sleeping is replaced', () => {
    expect(runtimeWith({ sleep: async () => {} }).alarm).toBeUndefined();
    const { alarm } = systemRuntime;
    expect(runtimeWith({ sleep: async () => {}, ...(alarm && { alarm }) }).alarm).toBe(alarm);
  });
});
