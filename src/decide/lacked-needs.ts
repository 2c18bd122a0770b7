import type { ModelSlot } from '../policy/model-slot.js';
import type { Ability, SupportedParam } from '../policy/policy-document.generated.js';

/** The parameter without which a model cannot do something. */
const paramOf: Partial<Record<Ability, SupportedParam>> = { tools: 'tools', json_schema: 'structured_outputs' };

/** What a request needs and a model is known not to do: by its abilities, else by the parameters it takes. */
export function lackedNeeds({ abilities, supportedParams }: ModelSlot, needs: readonly Ability[]): readonly Ability[] {
  if (abilities !== undefined) return needs.filter((need) => !abilities.includes(need));
  if (supportedParams === undefined) return [];
  return needs.filter((need) => {
    const param = paramOf[need];
    return param !== undefined && !supportedParams.includes(param);
  });
}
