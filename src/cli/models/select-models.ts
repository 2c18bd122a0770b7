import type { CatalogueModel } from '../../policy/catalogue-document.generated.js';
import { isFreePrice } from '../../policy/is-free-price.js';
import type { Ability } from '../../policy/policy-document.generated.js';

export const sortOrders = ['price', 'context', 'id'] as const;

export interface ModelFilter {
  readonly needs?: readonly Ability[];
  /** USD per million completion tokens. */
  readonly maxPrice?: number;
  readonly minContext?: number;
  readonly free?: true;
  readonly search?: string;
  /** Default: as they come. */
  readonly sort?: (typeof sortOrders)[number];
}

type Searched = CatalogueModel & { readonly slot?: string };

/** The models that are known to be as asked, in order: the cheapest, or the largest context, first; unknown last. */
export function selectModels<M extends Searched>(models: readonly M[], filter: ModelFilter): readonly M[] {
  const { sort } = filter;
  const wanted = models.filter((model) => isWanted(model, filter));
  if (sort === undefined) return wanted;
  return wanted.sort((a, b) => rank(a, sort) - rank(b, sort) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function isWanted(model: Searched, { needs = [], maxPrice, minContext, free, search = '' }: ModelFilter): boolean {
  return (
    needs.every((need) => model.abilities?.includes(need) === true) &&
    (maxPrice === undefined || (model.price !== undefined && model.price.completion <= maxPrice)) &&
    (minContext === undefined || (model.context !== undefined && model.context >= minContext)) &&
    (free !== true || isFreePrice(model.price)) &&
    [model.id, model.slot ?? ''].some((name) => name.toLowerCase().includes(search.toLowerCase()))
  );
}

/** The unknown has the largest finite rank, so that two of them can be subtracted. */
function rank({ price, context }: CatalogueModel, sort: NonNullable<ModelFilter['sort']>): number {
  if (sort === 'price') return price?.completion ?? Number.MAX_VALUE;
  return sort === 'context' ? -(context ?? -Number.MAX_VALUE) : 0;
}
