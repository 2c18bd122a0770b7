import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { unlistedId } from '../policy/unlisted-id.js';
import type { Lint } from './lint.js';

/** A slot whose id no catalogue of its endpoint lists: misspelt, or gone from the provider. */
export const unlistedModels: Lint = ({ compiled: { policy } }) =>
  [...policy.models.values()].flatMap(deploymentsOf).flatMap((slot) => finding(slot, policy.catalogues));

function finding(slot: ModelSlot, catalogues: readonly PolicyCatalogue[]): readonly Diagnostic[] {
  const unlisted = unlistedId(slot, catalogues);
  if (unlisted === undefined) return [];
  return [
    {
      code: 'unlisted-model',
      severity: 'warning',
      message: `model slot "${slot.name}" has the id "${slot.id}", ${unlisted.problem}`,
      help: unlisted.help,
      place: slot.place,
    },
  ];
}
