import type { StickyStore } from '../execute/store.js';
import { keepArmScript, readArmsScript } from './redis-scripts.js';
import type { RedisAccess } from './redis-store.js';

/** A key whose arms nobody has asked to keep for so long is forgotten: a year, in milliseconds. */
const keptMs = 365 * 86_400_000;

/** Sticky arms of all processes on one server. */
export function redisSticky({ client, key }: RedisAccess): StickyStore {
  return {
    async read(keys) {
      if (keys.length === 0) return [];
      const names = keys.map((each) => key(`sticky:${each}`));
      return ((await readArmsScript(client, names, [])) as readonly (readonly string[])[]).map(pairsOf);
    },
    async keep(name, experiment, arm, gone = '') {
      return String(await keepArmScript(client, [key(`sticky:${name}`)], [experiment, arm, gone, String(keptMs)]));
    },
  };
}

function pairsOf(list: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at + 1 < list.length; at += 2) pairs.set(String(list[at]), String(list[at + 1]));
  return pairs;
}
