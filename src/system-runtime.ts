import { randomUUID } from 'node:crypto';
import type { Runtime, SleepOptions } from './runtime.js';

/** Node fires a longer timer at once, so a longer sleep is slept in parts. */
const longestTimerMs = 2 ** 31 - 1;

/** The real clock, randomness and timers. A sleep keeps the process alive, unless it is in the background. */
export const systemRuntime: Runtime = {
  now: Date.now,
  random: Math.random,
  newId: randomUUID,
  sleep: async (milliseconds, signal, options = {}) => {
    for (let left = milliseconds; left > longestTimerMs; left -= longestTimerMs)
      await sleepOnce(longestTimerMs, signal, options);
    await sleepOnce(milliseconds % longestTimerMs, signal, options);
  },
};

function sleepOnce(
  milliseconds: number,
  signal: AbortSignal | undefined,
  { background = false }: SleepOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const wakeUp = (): void => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(wakeUp, milliseconds);
    if (background) timer.unref();
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
