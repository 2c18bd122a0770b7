import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { CatalogueDocument, CatalogueModel } from './catalogue-document.generated.js';
import { isFreePrice } from './is-free-price.js';
import type { Places } from './places.js';
import { quote } from './quote.js';

/** What is wrong with a catalogue that fits its schema. */
export function catalogueFindings(document: CatalogueDocument, places: Places): readonly Diagnostic[] {
  return [...badMoments(document, places), ...repeatedIds(document, places), ...paidForFree(document, places)];
}

/** A file of another kind: what it lacks and has need not be told key by key. Undefined for a catalogue. */
export function otherFile(value: unknown, { file, key }: Places): Diagnostic | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { data, models } = value as { readonly data?: unknown; readonly models?: unknown };
  if (Array.isArray(data) && models === undefined) {
    const help = `run \`policy models sync --file ${file}\` in its place, which makes a catalogue of it`;
    return error('this is an answer of OpenRouter, not a catalogue', help, key(''));
  }
  if (Object.hasOwn(value, 'endpoint_kind') || Array.isArray(models)) return undefined;
  const message = 'this is no catalogue: it has neither `endpoint_kind` nor a list of `models`';
  return error(message, 'is this the right file?', key(''));
}

/** Whether a model of OpenRouter is called free and has a price: `:free` there says that nothing is charged. */
export function contradictsFree({ id, price }: Pick<CatalogueModel, 'id' | 'price'>): boolean {
  return id.endsWith(':free') && price !== undefined && !isFreePrice(price);
}

function badMoments(document: CatalogueDocument, places: Places): readonly Diagnostic[] {
  return (['changed_at', 'checked_at'] as const).flatMap((key) => {
    const moment = document[key];
    if (moment === undefined || !Number.isNaN(Date.parse(moment))) return [];
    const message = `there is no moment ${quote(moment, '')}`;
    return [error(message, 'write a day and a time that there are', places.value(`/${key}`))];
  });
}

function repeatedIds({ models }: CatalogueDocument, places: Places): readonly Diagnostic[] {
  const first = new Map<string, number>();
  return models.flatMap(({ id }, index) => {
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, index);
      return [];
    }
    const found = error(
      `${quote(id, '')} stands twice in this catalogue`,
      'remove one of the two',
      places.value(`/models/${index}/id`),
    );
    const related = [{ message: 'it stands here first', place: places.value(`/models/${other}/id`) }];
    return [{ ...found, code: 'duplicate-name' as const, related }];
  });
}

function paidForFree({ endpoint_kind, models }: CatalogueDocument, places: Places): readonly Diagnostic[] {
  if (endpoint_kind !== 'openrouter') return [];
  return models.flatMap((model, index) => {
    if (!contradictsFree(model)) return [];
    const message = `${quote(model.id, '')} is free by its name, and has a price`;
    return [error(message, 'remove the price, or the :free of the id', places.value(`/models/${index}/price`))];
  });
}

function error(message: string, help: string, place: Diagnostic['place']): Diagnostic {
  return { code: 'invalid-value', severity: 'error', message, help, place };
}
