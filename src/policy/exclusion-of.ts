import type { Cheapest, ExcludedSlot } from './chain-part.js';
import { isFreePrice } from './is-free-price.js';
import type { ModelSlot } from './model-slot.js';
import { isTuningParam, isUnsupported } from './supported-params.js';
import { unmetContext, unmetNeeds } from './unmet-needs.js';

/** What is asked of whoever competes. */
export type Asked = Pick<Cheapest, 'needs' | 'minContext' | 'free' | 'settings'>;

/** Why a model never competes where this is asked for, whatever the request; undefined when it does. */
export function exclusionOf(slot: ModelSlot, { needs, minContext, free, settings }: Asked): ExcludedSlot | undefined {
  const { price } = slot;
  const lacking = unmetNeeds(slot, needs);
  if (lacking !== undefined) return { slot, because: 'needs', reason: lacking };
  const small = unmetContext(slot, minContext);
  if (small !== undefined) return { slot, because: 'min_context', reason: small };
  const unfit = unmetSettings(slot, settings);
  if (unfit !== undefined) return { slot, because: 'settings', reason: unfit };
  if (price === undefined) return { slot, because: 'unknown_price', reason: 'has an unknown price' };
  if (isFreePrice(price) && !free) {
    return { slot, because: 'free', reason: 'costs nothing, and only models that cost something are asked for' };
  }
  return undefined;
}

function unmetSettings(
  slot: ModelSlot,
  { params = {}, paramsMode, variant }: Cheapest['settings'],
): string | undefined {
  if (variant !== undefined && slot.endpoint.kind === 'openrouter' && /:[^/]*$/.test(slot.id)) {
    return `has a variant in its id, so that ${variant} cannot be added`;
  }
  if (paramsMode !== 'strict') return undefined;
  const param = Object.keys(params).find((name) => isTuningParam(name) && isUnsupported(slot, name));
  return param && `does not take ${param}, and params_mode is strict`;
}
