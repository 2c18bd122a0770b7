import type { CatalogueModel } from './catalogue-document.generated.js';
import type { Endpoint } from './endpoint.js';
import type { PolicyCatalogue } from './policy-catalogue.js';

/** A model as the first catalogue of an endpoint lists it. */
export interface FoundListing {
  readonly file: string;
  readonly model: CatalogueModel;
}

type ListingCatalogue = Pick<PolicyCatalogue, 'file' | 'endpoints' | 'models'>;

/**
 * What the catalogues know of an endpoint's model. An id is looked up as it is first. At OpenRouter a variant that is
 * not listed has what its model has, as far as that is sure: `:floor` all; `:nitro`, `:exacto` and `:online`, which can
 * cost more, all but the price; and any other, `:free` above all, nothing.
 */
export function findListing(
  catalogues: readonly ListingCatalogue[],
  endpoint: Endpoint,
  id: string,
): FoundListing | undefined {
  const own = catalogues.filter(({ endpoints }) => endpoints.includes(endpoint));
  const listed = lookUp(own, id);
  if (listed !== undefined || endpoint.kind !== 'openrouter') return listed;
  const [, base, variant] = /^(.+):([^:/]+)$/.exec(id) ?? [];
  if (base === undefined || !['floor', 'nitro', 'exacto', 'online'].includes(variant ?? '')) return undefined;
  const found = lookUp(own, base);
  if (found === undefined || variant === 'floor') return found;
  const { price, ...model } = found.model;
  return { ...found, model };
}

function lookUp(catalogues: readonly ListingCatalogue[], id: string): FoundListing | undefined {
  for (const { file, models } of catalogues) {
    const model = models.get(id);
    if (model !== undefined) return { file, model };
  }
  return undefined;
}
