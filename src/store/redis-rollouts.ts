import type { RolloutStore } from '../execute/store.js';
import { takeBackScript, takenBackScript } from './redis-scripts.js';
import type { RedisAccess } from './redis-store.js';

/** Rollouts that were taken back, for all processes on one server. */
export function redisRollouts({ client, key }: RedisAccess): RolloutStore {
  const keys = [key('rollouts')];
  return {
    async takeBack(rollout) {
      await takeBackScript(client, keys, [rollout]);
    },
    async takenBack(rollouts) {
      if (rollouts.length === 0) return [];
      const answers = (await takenBackScript(client, keys, rollouts)) as readonly unknown[];
      return rollouts.filter((_, index) => Number(answers[index]) === 1);
    },
  };
}
