import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { ModelSlot } from './model-slot.js';
import type { PolicyCatalogue } from './policy-catalogue.js';

/** What is wrong with an id that no catalogue of its endpoint lists, and what to do. */
export interface UnlistedId {
  /** `which models.json does not list`. */
  readonly problem: string;
  readonly help: string;
}

/** Undefined when a catalogue lists the model, or its endpoint has none. */
export function unlistedId(
  { id, endpoint, listing }: Pick<ModelSlot, 'id' | 'endpoint' | 'listing'>,
  catalogues: readonly PolicyCatalogue[],
): UnlistedId | undefined {
  const own = catalogues.filter(({ endpoints }) => endpoints.includes(endpoint));
  if (listing !== undefined || own.length === 0) return undefined;
  const ids = own.flatMap(({ models }) => [...models.keys()]);
  return { problem: `which ${own.map(({ file }) => file).join(' or ')} does not list`, help: helpFor(id, ids) };
}

function helpFor(id: string, ids: readonly string[]): string {
  const base = id.replace(/:[^:/]+$/, '');
  if (base !== id && ids.includes(base)) {
    return `it lists "${base}" without the variant, which may hold and cost something else: state these here, or choose a listed id`;
  }
  const meant = didYouMean(id, ids);
  return meant === undefined
    ? 'check the id, run `policy models sync` if the model is new, or state what it holds and costs'
    : `did you mean "${meant}"?`;
}
