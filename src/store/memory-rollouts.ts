import type { RolloutStore } from '../execute/store.js';

/** Rollouts that were taken back, in this process's memory. */
export function memoryRollouts(): RolloutStore {
  const gone = new Set<string>();
  return {
    takeBack: (rollout) => void gone.add(rollout),
    takenBack: (rollouts) => rollouts.filter((rollout) => gone.has(rollout)),
  };
}
