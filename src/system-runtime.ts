import { randomUuid } from './random-uuid.js';
import type { Alarm, Runtime, SleepOptions } from './runtime.js';

/** Node fires a longer timer at once, so a longer time is waited for in parts. */
const longestTimerMs = 2 ** 31 - 1;

/** The real clock, randomness and timers. A sleep keeps the process alive, unless it is in the background. */
export const systemRuntime: Runtime = {
  now: Date.now,
  random: Math.random,
  newId: randomUuid,
  sleep: async (milliseconds, signal, options = {}) => {
    for (let left = milliseconds; left > longestTimerMs; left -= longestTimerMs)
      await sleepOnce(longestTimerMs, signal, options);
    await sleepOnce(milliseconds % longestTimerMs, signal, options);
  },
  alarm: (milliseconds, callback) => new TimerAlarm(milliseconds, callback),
};

/** The system's, with parts of it replaced. Where sleeping is replaced, alarms are made of that. */
export function runtimeWith(parts: Partial<Runtime> = {}): Runtime {
  const { alarm, ...rest } = systemRuntime;
  return { ...rest, ...(parts.sleep === undefined && alarm !== undefined && { alarm }), ...parts };
}

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

class TimerAlarm implements Alarm {
  #timer: NodeJS.Timeout;
  #inBackground = false;

  constructor(milliseconds: number, callback: () => void) {
    this.#timer = this.#set(milliseconds, callback);
  }

  background(): void {
    this.#inBackground = true;
    this.#timer.unref();
  }

  callOff(): void {
    clearTimeout(this.#timer);
  }

  #set(milliseconds: number, callback: () => void): NodeJS.Timeout {
    if (milliseconds <= longestTimerMs) return setTimeout(callback, milliseconds);
    return setTimeout(() => {
      this.#timer = this.#set(milliseconds - longestTimerMs, callback);
      if (this.#inBackground) this.#timer.unref();
    }, longestTimerMs);
  }
}
