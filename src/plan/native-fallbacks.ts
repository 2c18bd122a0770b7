import { isDeepStrictEqual } from 'node:util';
import type { PlannedTarget } from './execution-plan.js';

/** OpenRouter takes at most so many other models in a request. */
const mostModels = 3;

/**
 * Has OpenRouter try the next targets itself when one of its models fails: those that follow at the same endpoint and
 * would be sent the same body.
 */
export function withNativeFallbacks(targets: readonly PlannedTarget[]): readonly PlannedTarget[] {
  return targets.map((target, index) => {
    if (target.endpoint.kind !== 'openrouter') return target;
    const followers = targets.slice(index + 1, index + 1 + mostModels);
    const end = followers.findIndex((follower) => !canStandIn(follower, target));
    const fallbacks = end < 0 ? followers : followers.slice(0, end);
    if (fallbacks.length === 0) return target;
    const models = fallbacks.map(({ model }) => model);
    const because = 'native_fallback: OpenRouter tries these models itself';
    return {
      ...target,
      body: { ...target.body, models },
      changes: [...target.changes, { param: 'models', change: 'set', to: models, because }],
      nativeFallbacks: fallbacks.map(({ slot, model }) => ({ slot, model })),
    };
  });
}

function canStandIn(follower: PlannedTarget, { endpoint, model, body }: PlannedTarget): boolean {
  const sendable = follower.unsendable === undefined && follower.endpoint === endpoint;
  return sendable && isDeepStrictEqual({ ...follower.body, model }, body);
}
