import type { Place } from '../diagnostics/place.js';
import type { CatalogueModel } from './catalogue-document.generated.js';
import type { Endpoint } from './endpoint.js';

/** A catalogue, and the endpoints whose models it knows. */
export interface PolicyCatalogue {
  /** As places name it. */
  readonly file: string;
  readonly kind: Endpoint['kind'];
  readonly endpoints: readonly Endpoint[];
  /** By id. */
  readonly models: ReadonlyMap<string, CatalogueModel>;
  /** Where it was read from; undefined when it was written by hand. */
  readonly source?: string;
  /** When it was last known to be right, in milliseconds since the epoch; undefined when it does not say. */
  readonly checkedAt?: number;
  /** The age at which `policy validate` warns, in milliseconds. */
  readonly maxAgeMs?: number;
  /** Where the policy names it. */
  readonly place: Place;
}
