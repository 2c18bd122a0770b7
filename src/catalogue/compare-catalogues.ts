import { isDeepStrictEqual } from 'node:util';
import type { CatalogueDocument, CatalogueModel } from '../policy/catalogue-document.generated.js';

/** What catalogues say of a model. */
export const modelKeys = ['price', 'context', 'max_output', 'abilities', 'supported_params'] as const;
export type ModelKey = (typeof modelKeys)[number];

/** A value is absent where the catalogue does not know it. */
export interface ValueChange {
  readonly key: ModelKey;
  readonly before?: CatalogueModel[ModelKey];
  readonly after?: CatalogueModel[ModelKey];
}

/** What one catalogue says of models and another does not. Each list is sorted by id. */
export interface CatalogueChanges {
  readonly added: readonly CatalogueModel[];
  readonly removed: readonly CatalogueModel[];
  readonly changed: readonly { readonly id: string; readonly changes: readonly ValueChange[] }[];
}

export function compareCatalogues(
  before: Pick<CatalogueDocument, 'models'>,
  after: Pick<CatalogueDocument, 'models'>,
): CatalogueChanges {
  const old = byId(before.models);
  const now = byId(after.models);
  return {
    added: [...now.values()].filter(({ id }) => !old.has(id)),
    removed: [...old.values()].filter(({ id }) => !now.has(id)),
    changed: [...now.values()].flatMap((model) => {
      const changes = compareModels(old.get(model.id) ?? model, model);
      return changes.length === 0 ? [] : [{ id: model.id, changes }];
    }),
  };
}

/** What is said of one and not of the other; undefined knows nothing. The order of abilities does not matter. */
export function compareModels(before?: CatalogueModel, after?: CatalogueModel): readonly ValueChange[] {
  return modelKeys.flatMap((key) => {
    const [old, now] = [before?.[key], after?.[key]];
    if (isDeepStrictEqual(sorted(old), sorted(now))) return [];
    return [{ key, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) }];
  });
}

function sorted(value: CatalogueModel[ModelKey]): unknown {
  return Array.isArray(value) ? value.toSorted() : value;
}

function byId(models: readonly CatalogueModel[]): ReadonlyMap<string, CatalogueModel> {
  const sortedModels = models.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return new Map(sortedModels.map((model) => [model.id, model]));
}
