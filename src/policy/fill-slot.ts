import { deploymentsOf } from './deployments-of.js';
import { findListing } from './find-listing.js';
import { listedFields } from './listed-fields.js';
import type { ListedField, ModelListing, ModelSlot } from './model-slot.js';
import type { PolicyCatalogue } from './policy-catalogue.js';

/** The slot, with what it does not say itself from the catalogues. A price is taken whole, or not at all. */
export function fillSlot(slot: ModelSlot, catalogues: readonly PolicyCatalogue[]): ModelSlot {
  if (catalogues.length === 0) return slot;
  const [first, ...others] = deploymentsOf(slot).map((deployment) => fill(deployment, catalogues));
  return others.length === 0 ? first! : { ...first!, otherDeployments: others };
}

function fill(slot: ModelSlot, catalogues: readonly PolicyCatalogue[]): ModelSlot {
  const found = findListing(catalogues, slot.endpoint, slot.id);
  if (found === undefined) return slot;
  const listed = listedFields(found.model);
  const filled = (Object.keys(listed) as ListedField[]).filter((field) => slot[field] === undefined);
  const listing: ModelListing = { file: found.file, id: found.model.id, filled };
  return { ...listed, ...slot, listing };
}
