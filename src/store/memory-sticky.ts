import type { StickyStore } from '../execute/store.js';

/** Keys whose arms are kept; the one that was read least recently is forgotten first. */
const mostKeys = 100_000;

const none: ReadonlyMap<string, string> = new Map();

/** Sticky arms in this process's memory. */
export function memorySticky(limit = mostKeys): StickyStore {
  const keys = new Map<string, Map<string, string>>();

  function touch(key: string, arms: Map<string, string>): void {
    keys.delete(key);
    keys.set(key, arms);
    const [oldest] = keys.keys();
    if (keys.size > limit && oldest !== undefined) keys.delete(oldest);
  }

  return {
    read: (wanted) =>
      wanted.map((key) => {
        const arms = keys.get(key);
        if (arms === undefined) return none;
        touch(key, arms);
        return arms;
      }),
    keep(key, experiment, arm, gone) {
      const arms = keys.get(key) ?? new Map<string, string>();
      const had = arms.get(experiment);
      const kept = had === undefined || had === gone ? arm : had;
      arms.set(experiment, kept);
      touch(key, arms);
      return kept;
    },
  };
}
