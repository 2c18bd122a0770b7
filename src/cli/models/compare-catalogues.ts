import { isDeepStrictEqual } from 'node:util';
import type { Catalogue } from '../../catalogue/catalogue.js';

export interface CatalogueChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Ids of the models that came, went, or are told of differently. */
export function compareCatalogues(
  before: Pick<Catalogue, 'models'>,
  after: Pick<Catalogue, 'models'>,
): CatalogueChanges {
  const old = new Map(before.models.map((model) => [model.id, model]));
  const now = new Map(after.models.map((model) => [model.id, model]));
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: [...now].filter(([id, model]) => old.has(id) && !isDeepStrictEqual(old.get(id), model)).map(([id]) => id),
  };
}
