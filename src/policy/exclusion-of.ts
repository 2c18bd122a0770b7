import { isFreePrice } from './is-free-price.js';
import type { Cheapest, ExcludedSlot, ModelSlot } from './policy.js';
import { unmetContext, unmetNeeds } from './unmet-needs.js';

/** Why a model never competes where these are asked for, whatever the request; undefined when it does. */
export function exclusionOf(
  slot: ModelSlot,
  { needs, minContext, free }: Pick<Cheapest, 'needs' | 'minContext' | 'free'>,
): ExcludedSlot | undefined {
  const { price } = slot;
  const [lacking, small] = [unmetNeeds(slot, needs), unmetContext(slot, minContext)];
  if (lacking !== undefined) return { slot, because: 'needs', reason: lacking };
  if (small !== undefined) return { slot, because: 'min_context', reason: small };
  if (price === undefined) return { slot, because: 'unknown_price', reason: 'has an unknown price' };
  if (isFreePrice(price) && !free) {
    return { slot, because: 'free', reason: 'costs nothing, and only models that cost something are asked for' };
  }
  return undefined;
}
