import type { CatalogueDocument } from '../policy/catalogue-document.generated.js';
import type { ChainPart } from '../policy/chain-part.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { Endpoint } from '../policy/endpoint.js';
import { findListing } from '../policy/find-listing.js';
import type { ListedField, ModelSlot } from '../policy/model-slot.js';
import type { Outcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { Route } from '../policy/route.js';
import { compareModels, type ModelKey, type ValueChange } from './compare-catalogues.js';

/** What one catalogue in the place of another means for a policy. */
export interface TouchedParts {
  readonly slots: readonly TouchedSlot[];
  /** Names of tiers that have one of the slots, or choose from the whole catalogue. */
  readonly tiers: readonly string[];
  /** Ids of rules that lead to one of the slots, in the file's order; `default` for the default outcome. */
  readonly rules: readonly string[];
}

/** A slot whose model another catalogue knows differently. */
export interface TouchedSlot {
  readonly slot: string;
  readonly id: string;
  readonly endpoint: string;
  /** Whether only one of the catalogues lists the model. */
  readonly listing: 'changed' | 'added' | 'removed';
  readonly changes: readonly SlotChange[];
}

export interface SlotChange extends ValueChange {
  /** The policy says this of the slot itself, so that the catalogue's value is not used. */
  readonly stated: boolean;
}

/** Looks every slot of a policy up in both catalogues, at the endpoints whose models the policy's catalogues know. */
export function touchedParts(policy: Policy, before: CatalogueDocument, after: CatalogueDocument): TouchedParts {
  const endpoints = endpointsOf(policy, after.endpoint_kind);
  const old = [asCatalogue(before, endpoints)];
  const now = [asCatalogue(after, endpoints)];
  const slots = [...policy.models.values()].flatMap(deploymentsOf).flatMap((slot) => touchedSlot(slot, old, now) ?? []);
  const touched = new Set(slots.map(({ slot }) => slot));
  const anyChange = compareAll(before, after);
  const isTouched = ({ chain, parts = [] }: Pick<Route, 'chain' | 'parts'>): boolean =>
    chain.some(({ name }) => touched.has(name)) || (anyChange && parts.some((part) => isOpen(part, policy)));
  const leads = (outcome: Outcome): boolean => outcome.kind === 'route' && isTouched(outcome);
  return {
    slots,
    tiers: [...policy.tiers.values()].filter(isTouched).map(({ name }) => name),
    rules: [
      ...policy.rules.filter(({ outcome }) => leads(outcome)).map(({ id }) => id),
      ...(leads(policy.default) ? ['default'] : []),
    ],
  };
}

type Catalogues = readonly Pick<PolicyCatalogue, 'file' | 'endpoints' | 'models'>[];

function endpointsOf({ catalogues, endpoints }: Policy, kind: Endpoint['kind']): readonly Endpoint[] {
  const served = catalogues.filter((catalogue) => catalogue.kind === kind).flatMap((catalogue) => catalogue.endpoints);
  return served.length > 0 ? served : [...endpoints.values()].filter((endpoint) => endpoint.kind === kind);
}

function asCatalogue({ models }: CatalogueDocument, endpoints: readonly Endpoint[]): Catalogues[number] {
  return { file: '', endpoints, models: new Map(models.map((model) => [model.id, model])) };
}

function compareAll(before: CatalogueDocument, after: CatalogueDocument): boolean {
  const old = new Map(before.models.map((model) => [model.id, model]));
  return (
    old.size !== after.models.length || after.models.some((model) => compareModels(old.get(model.id), model).length > 0)
  );
}

function touchedSlot(slot: ModelSlot, before: Catalogues, after: Catalogues): TouchedSlot | undefined {
  const old = findListing(before, slot.endpoint, slot.id)?.model;
  const now = findListing(after, slot.endpoint, slot.id)?.model;
  const changes = compareModels(old, now).map((change) => ({ ...change, stated: states(slot, change.key) }));
  const listing = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
  if (old === now || (listing === 'changed' && changes.length === 0)) return undefined;
  return { slot: slot.name, id: slot.id, endpoint: slot.endpoint.name, listing, changes };
}

function states(slot: ModelSlot, key: ModelKey): boolean {
  const field = fields[key];
  return slot[field] !== undefined && slot.listing?.filled.includes(field) !== true;
}

const fields = {
  price: 'price',
  context: 'context',
  max_output: 'maxOutput',
  abilities: 'abilities',
  supported_params: 'supportedParams',
} as const satisfies Record<ModelKey, ListedField>;

/** Whether models compete that only a catalogue names. */
function isOpen(part: ChainPart, { catalogueSlots }: Policy): boolean {
  if (part.kind !== 'cheapest') return false;
  const all = [...part.among, ...part.excluded.map(({ slot }) => slot)];
  return all.some(({ name }) => catalogueSlots.has(name));
}
