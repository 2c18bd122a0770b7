import schema from '#schemas/catalogue.schema.json' with { type: 'json' };
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.js';
import { wholeFile } from '../diagnostics/place.js';
import type { CatalogueDocument, CatalogueModel } from './catalogue-document.generated.js';
import { isFreePrice } from './is-free-price.js';
import { parseJson } from './parse-json.js';
import { maxFileBytes, type ParsedYaml, parseYaml } from './parse-yaml.js';
import type { Places } from './places.js';
import { quote } from './quote.js';
import { createValidator } from './validate.js';

/** A catalogue that can be relied on, or what is wrong with its file. */
export interface CheckedCatalogue {
  /** As places name it. */
  readonly file: string;
  readonly text: string;
  /** Undefined exactly when there are diagnostics, which are all errors. */
  readonly document?: CatalogueDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** The largest catalogue that is read, in UTF-8 bytes; ten times that of OpenRouter. */
export const maxCatalogueBytes = 8 * 1024 * 1024;
/** A file that is wrong throughout says so often enough. */
const maxFindings = 20;

const validate = createValidator(schema);

/** Whether a catalogue is written as YAML, which people may write, and which no sync does. */
export function isYamlFile(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

/** The most that is read of a catalogue of this name, in bytes. */
export function catalogueLimit(file: string): number {
  return isYamlFile(file) ? maxFileBytes : maxCatalogueBytes;
}

/** Text → catalogue: JSON, or YAML in a file that is called so. Pure; never throws. */
export function checkCatalogue(text: string, file: string): CheckedCatalogue {
  if (new TextEncoder().encode(text).length > catalogueLimit(file))
    return { file, text, diagnostics: [tooLarge(file)] };
  const parsed = isYamlFile(file) ? parseYaml(text, file) : parseJson(text, file);
  const diagnostics = sortDiagnostics(findingsIn(parsed));
  return diagnostics.length > 0
    ? { file, text, diagnostics: abridged(diagnostics) }
    : { file, text, diagnostics, document: parsed.value as CatalogueDocument };
}

function findingsIn({ value, places, diagnostics }: ParsedYaml): readonly Diagnostic[] {
  if (value === undefined) return diagnostics;
  if (isOpenRouterAnswer(value)) return [openRouterAnswer(places)];
  if (isSomethingElse(value)) return [somethingElse(places)];
  const misfits = validate(value, places);
  if (misfits.length > 0 || diagnostics.length > 0) return [...diagnostics, ...misfits];
  const document = value as CatalogueDocument;
  return [...badMoments(document, places), ...repeatedIds(document, places), ...paidForFree(document, places)];
}

/** What `GET /api/v1/models` gives, kept as it came. */
function isOpenRouterAnswer(value: unknown): boolean {
  const { data, models } = (value ?? {}) as { readonly data?: unknown; readonly models?: unknown };
  return Array.isArray(data) && models === undefined;
}

function openRouterAnswer({ file, key }: Places): Diagnostic {
  return {
    code: 'invalid-value',
    severity: 'error',
    message: 'this is an answer of OpenRouter, not a catalogue',
    help: `run \`policy models sync --file ${file}\` in its place, which makes a catalogue of it`,
    place: key(''),
  };
}

/** A file of another kind: what it lacks and has need not be told key by key. */
function isSomethingElse(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !Object.hasOwn(value, 'endpoint_kind') && !Array.isArray((value as { readonly models?: unknown }).models);
}

function somethingElse({ key }: Places): Diagnostic {
  return {
    code: 'invalid-value',
    severity: 'error',
    message: 'this is no catalogue: it has neither `endpoint_kind` nor a list of `models`',
    help: 'is this the right file?',
    place: key(''),
  };
}

function badMoments(document: CatalogueDocument, places: Places): readonly Diagnostic[] {
  return (['changed_at', 'checked_at'] as const).flatMap((key) => {
    const moment = document[key];
    if (moment === undefined || !Number.isNaN(Date.parse(moment))) return [];
    return [
      error(
        'invalid-value',
        `there is no moment ${quote(moment, '')}`,
        places,
        `/${key}`,
        'write a day and a time that there are',
      ),
    ];
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
      'duplicate-name',
      `${quote(id, '')} stands twice in this catalogue`,
      places,
      `/models/${index}/id`,
      'remove one of the two',
    );
    return [{ ...found, related: [{ message: 'it stands here first', place: places.value(`/models/${other}/id`) }] }];
  });
}

/** At OpenRouter `:free` says that nothing is charged. */
function paidForFree({ endpoint_kind, models }: CatalogueDocument, places: Places): readonly Diagnostic[] {
  if (endpoint_kind !== 'openrouter') return [];
  return models.flatMap((model, index) => {
    if (!contradictsFree(model)) return [];
    const message = `${quote(model.id, '')} is free by its name, and has a price`;
    const help = 'remove the price, or the :free of the id';
    return [error('invalid-value', message, places, `/models/${index}/price`, help)];
  });
}

/** Whether a model of OpenRouter is called free and has a price. */
export function contradictsFree({ id, price }: Pick<CatalogueModel, 'id' | 'price'>): boolean {
  return id.endsWith(':free') && price !== undefined && !isFreePrice(price);
}

function error(
  code: 'invalid-value' | 'duplicate-name',
  message: string,
  places: Places,
  pointer: string,
  help: string,
): Diagnostic {
  return { code, severity: 'error', message, help, place: places.value(pointer) };
}

function tooLarge(file: string): Diagnostic {
  const most = catalogueLimit(file) / 1024 / 1024;
  const help = isYamlFile(file) ? 'write it as JSON, which may have 8 MiB' : 'is this the right file?';
  const message = `a catalogue in ${isYamlFile(file) ? 'YAML' : 'JSON'} may have at most ${most} MiB`;
  return { code: 'file-too-large', severity: 'error', message, help, place: wholeFile(file) };
}

function abridged(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= maxFindings) return diagnostics;
  const shown = diagnostics.slice(0, maxFindings);
  const last = shown.pop()!;
  const more = diagnostics.length - maxFindings;
  return [...shown, { ...last, message: `${last.message} (and ${more} more such findings in this file)` }];
}
