import type { Policy } from '../../policy/policy.js';
import type { RolloutStep } from './rollout-event.js';
import { rolloutSteps } from './rollout-steps.js';

/** Tells how the rollouts of each policy go on, whenever a version of it takes the place of the one before. */
export function createRolloutProgress(emit: (step: RolloutStep) => void): (applied: Policy) => void {
  const latest = new Map<string, Policy>();
  return (applied) => {
    const before = latest.get(applied.name);
    latest.set(applied.name, applied);
    for (const step of rolloutSteps(before, applied)) emit(step);
  };
}
