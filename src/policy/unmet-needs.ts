import type { ModelSlot } from './model-slot.js';
import type { Ability } from './policy-document.generated.js';

/** Why a model is not known to have some abilities, in words; undefined when it is. */
export function unmetNeeds({ abilities }: ModelSlot, needs: readonly Ability[] = []): string | undefined {
  if (needs.length > 0 && abilities === undefined) return `is not known to do ${needs.join(', ')}`;
  const lacking = needs.filter((need) => !abilities?.includes(need));
  return lacking.length === 0 ? undefined : `cannot do ${lacking.join(', ')}`;
}

/** Why a model's window is not known to hold so many tokens, in words; undefined when it is. */
export function unmetContext({ context }: ModelSlot, minimum: number | undefined): string | undefined {
  if (minimum === undefined || (context !== undefined && context >= minimum)) return undefined;
  return context === undefined
    ? `has an unknown context window, ${minimum} tokens are required`
    : `has a window of ${context} tokens, ${minimum} are required`;
}
