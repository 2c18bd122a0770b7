import type { ModelSlot } from './model-slot.js';

/** All places where a slot's model runs, in the file's order; most often one. */
export function deploymentsOf(slot: ModelSlot): readonly ModelSlot[] {
  return slot.otherDeployments === undefined ? [slot] : [slot, ...slot.otherDeployments];
}
