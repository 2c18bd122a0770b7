import { type DiagnosticCode, diagnosticCodes } from '../diagnostics/codes.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { acceptsText, expectedHelp, expectedWords, wantedTypes } from './expected-words.js';
import { appendPointer } from './json-pointer.js';
import type { Places } from './places.js';
import { labelOf, mayBeSecret, oneOf, quote, quoteWithType } from './quote.js';
import type { Schema } from './schema-branches.js';
import type { SchemaFinding } from './schema-findings.js';
import type { Violation } from './validate.js';
import {
  emptyValue,
  textForBoolean,
  textForNumber,
  valueForText,
  withoutQuotes,
  type YamlSurprise,
} from './yaml-surprise.js';

export function badName({ pointer, schema }: Violation, name: string, places: Places): SchemaFinding {
  const at = appendPointer(pointer, name);
  const message = `the key ${quote(name, at)} is not ${expectedWords([schema])}`;
  return { code: 'invalid-value', message, place: places.key(at) };
}

/** A value that none of the schemas takes, by its type. */
export function wrongType({ pointer, value }: Violation, schemas: readonly Schema[], places: Places): SchemaFinding {
  const place = places.value(pointer);
  const surprise = surpriseOf(pointer, value, schemas, places);
  if (surprise !== undefined) return { code: 'yaml-surprise', ...surprise, place };
  const message = `${labelOf(pointer)} must be ${expectedWords(schemas)}, got ${quoteWithType(value, pointer)}`;
  const help = helpToUnquote(pointer, value, schemas) ?? expectedHelp(schemas);
  return { code: 'wrong-type', message, ...(help !== undefined && { help }), place };
}

/** A number or boolean in quotes is a text. */
function helpToUnquote(pointer: string, value: unknown, schemas: readonly Schema[]): string | undefined {
  if (typeof value !== 'string' || mayBeSecret(value, pointer)) return undefined;
  const types = wantedTypes(schemas);
  const number = types.includes('number') || types.includes('integer') ? withoutQuotes(value, 'number') : undefined;
  return number ?? (types.includes('boolean') ? withoutQuotes(value, 'boolean') : undefined);
}

/** A value that YAML reads differently from how it looks. */
function surpriseOf(
  pointer: string,
  value: unknown,
  schemas: readonly Schema[],
  places: Places,
): YamlSurprise | undefined {
  const plain = places.plain(pointer);
  if (value === null) return emptyValue(labelOf(pointer), plain);
  if (plain === undefined || mayBeSecret(value, pointer)) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') {
    return acceptsText(schemas, plain) ? valueForText(plain, value) : undefined;
  }
  const types = wantedTypes(schemas);
  const boolean = types.includes('boolean') ? textForBoolean(plain) : undefined;
  const number = types.includes('number') || types.includes('integer') ? textForNumber(plain) : undefined;
  return boolean ?? number;
}

export function notAllowed({ pointer, value, schema, keyword }: Violation, places: Places): SchemaFinding {
  const place = places.value(pointer);
  if (value === null) return { code: 'yaml-surprise', ...emptyValue(labelOf(pointer), places.plain(pointer)), place };
  const surprise = surpriseOf(pointer, value, [schema], places);
  if (surprise !== undefined) return { code: 'yaml-surprise', ...surprise, place };
  const allowed = ((schema.enum ?? [schema.const]) as readonly unknown[]).map(String);
  const meant = typeof value === 'string' ? didYouMean(value, allowed) : undefined;
  const shown = quote(value, pointer);
  const misspelt = keyword === 'const' && meant !== undefined;
  const expected = typeof schema['x-expected'] === 'string' ? schema['x-expected'] : oneOf(allowed);
  const message = misspelt
    ? `${labelOf(pointer)} cannot be ${shown}`
    : `${labelOf(pointer)} must be ${expected}, got ${shown}`;
  return { code: 'invalid-value', message, ...(meant !== undefined && { help: `did you mean \`${meant}\`?` }), place };
}

export function repeatedItem({ pointer, params }: Violation, places: Places): SchemaFinding {
  const at = appendPointer(pointer, Math.max(Number(params.i), Number(params.j)));
  const first = Math.min(Number(params.i), Number(params.j)) + 1;
  const message = `${labelOf(at)} repeats item ${first}`;
  return { code: 'duplicate-name', message, help: 'remove one of the two', place: places.value(at) };
}

export function outOfBounds(violation: Violation, places: Places): SchemaFinding {
  const { pointer, value } = violation;
  const empty = violation.keyword.startsWith('min') && violation.params.limit === 1 && typeof value !== 'number';
  const message = empty
    ? `${labelOf(pointer)} must not be empty`
    : `${labelOf(pointer)} ${boundOf(violation)}, got ${quote(value, pointer)}`;
  return { code: (empty ? ownCode(violation) : undefined) ?? 'invalid-value', message, place: places.value(pointer) };
}

function ownCode({ schema }: Violation): DiagnosticCode | undefined {
  const code = schema['x-finding'];
  return typeof code === 'string' && Object.hasOwn(diagnosticCodes, code) ? (code as DiagnosticCode) : undefined;
}

function boundOf({ keyword, params, schema }: Violation): string {
  const limit = String(params.limit);
  switch (keyword) {
    case 'minLength':
      return `must have at least ${limit} characters`;
    case 'maxLength':
      return `may have at most ${limit} characters`;
    case 'minItems':
    case 'minProperties':
      return `must have at least ${limit} entries`;
    case 'maxItems':
    case 'maxProperties':
      return `may have at most ${limit} entries`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'exclusiveMinimum':
      return `must be above ${limit}`;
    case 'exclusiveMaximum':
      return `must be below ${limit}`;
    default:
      return `must be ${expectedWords([schema])}`;
  }
}
