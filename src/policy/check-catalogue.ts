import schema from '#schemas/catalogue.schema.json' with { type: 'json' };
import { createChecks } from '#validators/catalogue';
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.js';
import { wholeFile } from '../diagnostics/place.js';
import type { CatalogueDocument } from './catalogue-document.generated.js';
import { catalogueFindings, otherFile } from './catalogue-findings.js';
import { parseJson } from './parse-json.js';
import { maxFileBytes, type ParsedYaml, parseYaml } from './parse-yaml.js';
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

/** The largest catalogue that is read, in UTF-8 bytes: far more than OpenRouter's list takes. */
export const maxCatalogueBytes = 8 * 1024 * 1024;
/** A file that is wrong throughout says so often enough. */
const maxFindings = 20;

const validate = createValidator(schema, createChecks, 'catalogue');

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
  const other = otherFile(value, places);
  if (other !== undefined) return [other];
  const misfits = [...diagnostics, ...validate(value, places)];
  return misfits.length > 0 ? misfits : catalogueFindings(value as CatalogueDocument, places);
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
