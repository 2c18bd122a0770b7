import { listedFields } from './listed-fields.js';
import type { ListedField, ModelSlot } from './model-slot.js';
import type { PolicyCatalogue } from './policy-catalogue.js';

/** Every model that the catalogues list, by id; a model at several endpoints as one slot with deployments. */
export function catalogueSlots(catalogues: readonly PolicyCatalogue[]): ReadonlyMap<string, ModelSlot> {
  const deployments = new Map<string, ModelSlot[]>();
  for (const { file, endpoints, models, place } of catalogues) {
    for (const model of models.values()) {
      const { id } = model;
      const known = deployments.get(id) ?? [];
      const fields = listedFields(model);
      const listing = { file, id, filled: Object.keys(fields) as ListedField[] };
      const added = endpoints
        .filter((endpoint) => !known.some((other) => other.endpoint === endpoint))
        .map((endpoint) => ({ ...fields, name: id, id, endpoint, labels: [], listing, place }));
      deployments.set(id, [...known, ...added]);
    }
  }
  return new Map([...deployments].flatMap(([id, slots]) => withDeployments(id, slots)));
}

function withDeployments(
  id: string,
  [first, ...others]: readonly ModelSlot[],
): readonly (readonly [string, ModelSlot])[] {
  if (first === undefined) return [];
  return [[id, others.length === 0 ? first : { ...first, otherDeployments: others }]];
}
