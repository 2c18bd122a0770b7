import type { Awaitable, BreakerStore, Store } from '../../src/execute/store.js';
import type { Runtime } from '../../src/runtime.js';
import { seededRandom } from '../../src/seeded-random.js';
import { createMemoryStore } from '../../src/store/memory-store.js';

/** A store that answers at once, later, too late or never; and at times throws or rejects. */
export function flakyStore(seed: number, runtime: Runtime): Store {
  const { breakers, ...others } = createMemoryStore(runtime);
  const random = seededRandom(seed);

  function flaky<T>(call: () => Awaitable<T>): Awaitable<T> {
    const mood = random();
    if (mood < 0.6) return call();
    if (mood < 0.9) return later(call, 0);
    if (mood < 0.97) return later(call, Math.floor(random() * 90));
    if (mood < 0.98) return later(call, 500);
    if (mood < 0.985) return new Promise(() => {});
    if (mood < 0.99) return Promise.reject(new Error('the store rejects'));
    if (mood < 0.995) throw new Error('the store throws');
    return call();
  }

  async function later<T>(call: () => Awaitable<T>, milliseconds: number): Promise<T> {
    if (milliseconds > 0) await runtime.sleep(milliseconds);
    return call();
  }

  const admit: BreakerStore['admit'] = (...told) => flaky(() => breakers.admit(...told));
  const report: BreakerStore['report'] = (...told) => flaky(() => breakers.report(...told));
  return { ...others, breakers: { ...breakers, admit, report } };
}
