import { setImmediate } from 'node:timers';
import { fnv1a32 } from '../../facts/growthbook-hash.js';
import type { Runtime } from '../../runtime.js';
import { seededRandom } from '../../seeded-random.js';

export interface VirtualRuntimeOptions {
  /** Where the clock starts: milliseconds since the epoch. Default: 2026-01-01T00:00:00Z. */
  readonly now?: number;
  /** Fixes `random` and the ids. Default: 1. */
  readonly seed?: number;
}

interface Sleeper {
  readonly at: number;
  readonly wakeUp: () => void;
}

/**
 * A world in which waiting costs nothing. The clock stands still while anything can run, and jumps to the next sleeper
 * when nothing can: sleepers wake in order of time, those of one moment in the order in which they lay down, and what
 * one of them sets off in promises comes to rest before the next wakes.
 *
 * It knows only of promises: while code waits for a file or a socket, the clock goes on. Real timers are not replaced.
 */
export function createVirtualRuntime({ now = Date.UTC(2026, 0, 1), seed = 1 }: VirtualRuntimeOptions = {}): Runtime {
  const sleepers: Sleeper[] = [];
  let clock = now;
  let lastId = 0;
  let waking = false;

  const wakeNext = (): void => {
    const sleeper = sleepers.shift();
    waking = false;
    if (!sleeper) return;
    clock = sleeper.at;
    sleeper.wakeUp();
    scheduleWaking();
  };
  // setImmediate runs when all promises have come to rest.
  const scheduleWaking = (): void => {
    if (waking || sleepers.length === 0) return;
    waking = true;
    setImmediate(wakeNext);
  };

  return {
    now: () => clock,
    random: seededRandom(seed),
    newId: () => {
      lastId += 1;
      const digits =
        `${hex(seed)}${hex(fnv1a32(String(seed)))}`.padEnd(20, '0') + lastId.toString(16).padStart(12, '0');
      return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper: Sleeper = {
          at: clock + Math.max(0, milliseconds),
          wakeUp: () => {
            signal?.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        const giveUp = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        const later = sleepers.findIndex((other) => other.at > sleeper.at);
        sleepers.splice(later < 0 ? sleepers.length : later, 0, sleeper);
        scheduleWaking();
      }),
  };
}

function hex(number: number): string {
  return (number >>> 0).toString(16).padStart(8, '0');
}
