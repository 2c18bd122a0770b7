import type { ModelSlot } from './model-slot.js';
import type { Policy } from './policy.js';

/** Every slot that may be in a chain: the policy's own, and those that a catalogue lists, which go by their ids. */
export function slotsByName({
  models,
  catalogueSlots,
}: Pick<Policy, 'models' | 'catalogueSlots'>): ReadonlyMap<string, ModelSlot> {
  return catalogueSlots.size === 0 ? models : new Map([...catalogueSlots, ...models]);
}
