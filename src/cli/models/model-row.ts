import type { CatalogueModel } from '../../policy/catalogue-document.generated.js';
import { deploymentsOf } from '../../policy/deployments-of.js';
import type { ListedField, ModelSlot } from '../../policy/model-slot.js';
import type { Policy } from '../../policy/policy.js';

/** A model as `policy models` tells of it; of a policy's slot or of a catalogue, one for each endpoint. */
export interface ModelRow extends CatalogueModel {
  readonly policy?: string;
  /** Absent for a model of a catalogue that has no slot. */
  readonly slot?: string;
  readonly endpoint?: string;
  readonly labels?: readonly string[];
  /** What it has from a catalogue; null when none of its endpoint lists it, absent when its endpoint has none. */
  readonly from_catalogue?: { readonly file: string; readonly id: string; readonly keys: readonly string[] } | null;
  /** Who says what it costs; null when nobody does. */
  readonly price_source?: 'policy' | 'catalogue' | null;
}

/** A policy's slots, each deployment by itself; with `all` also what its catalogues list and no slot is. */
export function rowsOf(policy: Policy, { all = false }: { readonly all?: boolean | undefined }): readonly ModelRow[] {
  const slots = [...policy.models.values()].flatMap(deploymentsOf);
  if (!all) return slots.map((slot) => slotRow(policy, slot));
  const taken = new Set(slots.map(targetOf));
  const listed = [...policy.catalogueSlots.values()]
    .flatMap(deploymentsOf)
    .filter((slot) => !taken.has(targetOf(slot)));
  return [
    ...slots.map((slot) => slotRow(policy, slot)),
    ...listed.map((each) => {
      const { slot, labels, ...row } = slotRow(policy, each);
      return row;
    }),
  ];
}

function targetOf({ endpoint, id }: ModelSlot): string {
  return JSON.stringify([endpoint.name, id]);
}

function slotRow(policy: Policy, slot: ModelSlot): ModelRow {
  const { name, id, endpoint, context, maxOutput, price, abilities, supportedParams, labels, listing } = slot;
  return {
    policy: policy.name,
    slot: name,
    id,
    endpoint: endpoint.name,
    ...(context !== undefined && { context }),
    ...(maxOutput !== undefined && { max_output: maxOutput }),
    ...(price !== undefined && { price }),
    ...(abilities !== undefined && { abilities: [...abilities] }),
    ...(supportedParams !== undefined && { supported_params: [...supportedParams] }),
    labels,
    ...(isKnown(policy, slot) && { from_catalogue: listing === undefined ? null : listingKeys(listing) }),
    price_source: priceSource(slot),
  };
}

function isKnown({ catalogues }: Policy, { endpoint }: ModelSlot): boolean {
  return catalogues.some(({ endpoints }) => endpoints.includes(endpoint));
}

function listingKeys({ file, id, filled }: NonNullable<ModelSlot['listing']>) {
  return { file, id, keys: filled.map((field) => keyOf[field]) };
}

/** As the policy would write it. */
export const keyOf: Readonly<Record<ListedField, string>> = {
  context: 'context',
  maxOutput: 'max_output',
  price: 'price',
  abilities: 'abilities',
  supportedParams: 'supported_params',
};

function priceSource({ price, listing }: ModelSlot): 'policy' | 'catalogue' | null {
  if (price === undefined) return null;
  return listing?.filled.includes('price') === true ? 'catalogue' : 'policy';
}
