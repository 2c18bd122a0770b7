import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Outcomes, runWithTimeout } from '../src/run-with-timeout.js';

const outcomes: Outcomes<unknown> = {
  value: (value) => ({ value }),
  failed: (error) => ({ error }),
  late: () => 'late',
};
const never = () => new Promise(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a function with a time limit', () => {
  it('gives a synchronous result synchronously, and sets no alarm', () => {
    const setAlarm = vi.fn();
    expect(runWithTimeout(() => 7, { milliseconds: 5, setAlarm }, outcomes)).toEqual({ value: 7 });
    expect(setAlarm).not.toHaveBeenCalled();
  });

  it('has failed when it throws, rejects or gives what cannot be read', async () => {
    const error = new Error('boom');
    const thrower = () => {
      throw error;
    };
    expect(runWithTimeout(thrower, { milliseconds: 5 }, outcomes)).toEqual({ error });
    expect(await runWithTimeout(() => Promise.reject(error), { milliseconds: 5 }, outcomes)).toEqual({ error });
    expect(await runWithTimeout(async () => 7, { milliseconds: 5 }, { ...outcomes, value: thrower })).toEqual({
      error,
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is late when the time is up; its signal aborts, and what it gives then is ignored', async () => {
    let signal: AbortSignal | undefined;
    const value = vi.fn();
    const slow = (given: AbortSignal) => {
      signal = given;
      return new Promise((resolve) => given.addEventListener('abort', resolve));
    };
    const running = runWithTimeout(slow, { milliseconds: 5 }, { ...outcomes, value });
    await vi.advanceTimersByTimeAsync(4);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await running).toBe('late');
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('is given up when it is cancelled, with the reason, and listens no longer', async () => {
    const cancel = new AbortController();
    const listened = vi.spyOn(cancel.signal, 'removeEventListener');
    let signal: AbortSignal | undefined;
    const running = runWithTimeout(
      (given) => {
        signal = given;
        return never();
      },
      { milliseconds: 5, cancel: cancel.signal },
      outcomes,
    );
    cancel.abort('closed');
    expect(await running).toEqual({ error: 'closed' });
    expect(signal?.reason).toBe('closed');
    expect(listened).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is given up at once when it was cancelled before', async () => {
    const limit = { milliseconds: 5, cancel: AbortSignal.abort('closed') };
    expect(await runWithTimeout(never, limit, outcomes)).toEqual({ error: 'closed' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([true, false])('keeps the process alive unless it is in the background: %s', async (background) => {
    const alarm = { background: vi.fn(), callOff: vi.fn() };
    await runWithTimeout(async () => 7, { milliseconds: 5, background, setAlarm: () => alarm }, outcomes);
    expect(alarm.background).toHaveBeenCalledTimes(background ? 1 : 0);
    expect(alarm.callOff).toHaveBeenCalledOnce();
  });
});
