import type { FactWorld } from '../../facts/fact-world.js';
import type { Policy } from '../../policy/policy.js';
import type { LiveState } from './live-state.js';

/** What the facts of one policy ask of the world. */
export function factWorld(policy: Policy, { sticky, rollouts, health, budgets }: LiveState): FactWorld {
  return {
    sticky,
    isRolledBack: (rollout) => rollouts.isRolledBack(policy, rollout),
    budgetUse(name, attributes) {
      const budget = policy.budgets.get(name);
      return budget && budgets.use(budget, attributes);
    },
    health(name, windowMs) {
      const slot = policy.models.get(name);
      if (slot === undefined) return undefined;
      const { samples, failureRate, latencies, p95Ms } = health.read(slot, windowMs);
      return { attempts: samples, failureRate, answered: latencies, p95Ms };
    },
  };
}

/** The same world for a decision that nobody acts on: it keeps no arms. */
export function unexposed(world: FactWorld): FactWorld {
  const { sticky } = world;
  return sticky === undefined ? world : { ...world, sticky: { ...sticky, keep: (_key, _experiment, arm) => arm } };
}
