import { type DiagnosticCode, diagnosticCodes } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Place } from '../diagnostics/place.js';
import { appendPointer } from './json-pointer.js';
import type { Places } from './places.js';
import { labelOf, mayBeSecret, oneOf, quote, quoteWithType, shorten } from './quote.js';
import { type BranchGroup, type JsonType, jsonType, type Schema } from './schema-branches.js';
import type { Violation } from './validate.js';
import { emptyValue, textForBoolean, textForNumber, valueForText } from './yaml-surprise.js';

interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string;
  readonly place: Place;
}

/** Turns what a schema reports into findings: one for each mistake, at the key or value where it was made. */
export function findingsOf(
  violations: readonly Violation[],
  groups: readonly BranchGroup[],
  document: unknown,
  places: Places,
): Diagnostic[] {
  const reader = { groups, document, places, violations };
  const seen = new Set<string>();
  return violations.flatMap((violation) => {
    if (places.refused(violation.pointer)) return [];
    return findingFor(violation, reader).flatMap((finding) => {
      const { file, line, column } = finding.place;
      const key = `${finding.code} ${file} ${line} ${column} ${finding.message}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ severity: 'error' as const, ...finding }];
    });
  });
}

interface Reader {
  readonly groups: readonly BranchGroup[];
  readonly places: Places;
  readonly violations: readonly Violation[];
}

function findingFor(violation: Violation, reader: Reader): Finding[] {
  const { keyword, pointer, value } = violation;
  if (violation.propertyName !== undefined) return [badPropertyName(violation, violation.propertyName, reader.places)];
  switch (keyword) {
    case 'if':
    case 'propertyNames':
      return [];
    case 'refuse':
      return noBranch(violation, reader);
    case 'additionalProperties':
      return [unknownKey(violation, String(violation.params.additionalProperty), reader)];
    case 'required':
      return missingKey(violation, reader);
    case 'type':
      return [wrongType(pointer, value, expectedBy(violation.schema), typesIn(violation.schema), reader.places)];
    case 'enum':
    case 'const':
      return [notAllowed(violation, reader.places)];
    case 'uniqueItems':
      return [repeated(violation, reader.places)];
    default:
      return [outOfBounds(violation, reader.places)];
  }
}

function badPropertyName({ pointer, schema }: Violation, name: string, places: Places): Finding {
  const at = appendPointer(pointer, name);
  const expected = expectedBy(schema);
  return { code: 'invalid-value', message: `the key ${quote(name, at)} is not ${expected}`, place: places.key(at) };
}

function unknownKey({ pointer, schema, value }: Violation, key: string, reader: Reader): Finding {
  const at = appendPointer(pointer, key);
  const place = reader.places.key(at);
  const conflict = conflictOf(schema, key, value, reader.groups);
  if (conflict !== undefined) return { code: 'conflicting-keys', ...conflict, place };
  const known = Object.keys((schema.properties ?? {}) as object);
  const meant = didYouMean(key, unused(known, value));
  const where = pointer === '' ? '' : ` in ${labelOf(pointer)}`;
  const help = meant === undefined ? `the keys here are ${known.join(', ')}` : `did you mean \`${meant}\`?`;
  return { code: 'unknown-key', message: `unknown key ${quoteKey(key)}${where}`, help, place };
}

/** A key that another branch has: not a misspelling, but a mix of two forms. */
function conflictOf(
  schema: Schema,
  key: string,
  value: unknown,
  groups: readonly BranchGroup[],
): { readonly message: string; readonly help: string } | undefined {
  const group = typeof schema.group === 'number' ? groups[schema.group] : undefined;
  if (group === undefined || !group.keys.has(key)) return undefined;
  const own = Object.keys((schema.properties ?? {}) as object);
  if (group.tag !== undefined) {
    const tag = group.tag;
    const tagValue = ((schema.properties as Record<string, Schema>)[tag] as Schema).const;
    const homes = group.branches
      .filter((branch) => branch.keys?.has(key))
      .map((branch) => `\`${tag}: ${branch.constants.get(tag)}\``);
    return { message: `\`${key}\` does not go with \`${tag}: ${tagValue}\``, help: `it belongs to ${oneOf(homes)}` };
  }
  const index = group.branches.findIndex(
    (branch) =>
      branch.keys !== undefined && own.every((name) => branch.keys?.has(name)) && branch.keys.size === own.length,
  );
  const excluding = group.ownKeys[index]?.find((name) => hasKey(value, name)) ?? group.ownKeys[index]?.[0];
  if (excluding === undefined) return undefined;
  return { message: `\`${key}\` cannot stand beside \`${excluding}\``, help: `keep \`${excluding}\` or \`${key}\`` };
}

function missingKey({ pointer, params, schema, value }: Violation, reader: Reader): Finding[] {
  const key = String(params.missingProperty);
  const known = Object.keys((schema.properties ?? {}) as object);
  if (misspellings(value, known).includes(key)) return [];
  const property = (schema.properties as Record<string, Schema> | undefined)?.[key];
  const help = property?.description ?? property?.title;
  return [
    {
      code: 'missing-key',
      message: `${pointer === '' ? 'the file' : labelOf(pointer)} needs the key \`${key}\``,
      ...(typeof help === 'string' && { help: `${key}: ${help}` }),
      place: reader.places.key(pointer),
    },
  ];
}

/** What the unknown keys of a mapping were meant to be: reporting those as missing would repeat the mistake. */
function misspellings(value: unknown, known: readonly string[]): string[] {
  const free = unused(known, value);
  return Object.keys(value as object)
    .filter((key) => !known.includes(key))
    .flatMap((key) => didYouMean(key, free) ?? []);
}

function noBranch({ pointer, value, schema }: Violation, reader: Reader): Finding[] {
  const group = reader.groups[(schema.refuse as { group: number }).group]!;
  const mapping = jsonType(value) === 'object' && group.branches.some((branch) => branch.types.has('object'));
  if (!mapping) {
    const types = [...new Set(group.branches.flatMap((branch) => [...branch.types]))];
    return [wrongType(pointer, value, oneOf(types.map((type) => typeNames[type])), types, reader.places)];
  }
  if (group.tag !== undefined) return [badTag(pointer, value, group, group.tag, reader.places)];
  return noOwnKey(pointer, value as object, group, reader.places);
}

function badTag(pointer: string, value: unknown, group: BranchGroup, tag: string, places: Places): Finding {
  const names = group.branches.flatMap((branch) =>
    branch.constants.has(tag) ? [String(branch.constants.get(tag))] : [],
  );
  const help = `${tag} is ${oneOf(names)}`;
  if (!hasKey(value, tag)) {
    return {
      code: 'missing-key',
      message: `${labelOf(pointer)} needs the key \`${tag}\``,
      help,
      place: places.key(pointer),
    };
  }
  const at = appendPointer(pointer, tag);
  const found = (value as Record<string, unknown>)[tag];
  if (found === null)
    return { code: 'yaml-surprise', ...emptyValue(labelOf(at), places.plain(at)), place: places.value(at) };
  return { code: 'invalid-value', message: `\`${tag}\` cannot be ${quote(found, at)}`, help, place: places.value(at) };
}

function noOwnKey(pointer: string, value: object, group: BranchGroup, places: Places): Finding[] {
  const unknown = Object.keys(value).filter((key) => !group.keys.has(key));
  const findings: Finding[] = unknown.map((key) => ({
    code: 'unknown-key',
    message: `unknown key ${quoteKey(key)} in ${labelOf(pointer)}`,
    help: `the keys here are ${[...group.keys].join(', ')}`,
    place: places.key(appendPointer(pointer, key)),
  }));
  const choices = oneOf(
    group.ownKeys.filter((keys) => keys.length > 0).map((keys) => keys.map((key) => `\`${key}\``).join(' with ')),
  );
  const message = `${labelOf(pointer)} needs ${choices}`;
  return [...findings, { code: 'missing-key', message, help: 'add one of them', place: places.key(pointer) }];
}

function wrongType(
  pointer: string,
  value: unknown,
  expected: string,
  types: readonly JsonType[],
  places: Places,
): Finding {
  const place = places.value(pointer);
  const surprise = surpriseOf(pointer, value, types, places);
  if (surprise !== undefined) return { code: 'yaml-surprise', ...surprise, place };
  return {
    code: 'wrong-type',
    message: `${labelOf(pointer)} must be ${expected}, got ${quoteWithType(value, pointer)}`,
    place,
  };
}

/** A value that YAML reads differently from how it looks, named with the cure. */
function surpriseOf(
  pointer: string,
  value: unknown,
  types: readonly JsonType[],
  places: Places,
): { readonly message: string; readonly help: string } | undefined {
  const plain = places.plain(pointer);
  if (value === null) return emptyValue(labelOf(pointer), plain);
  if (plain === undefined || mayBeSecret(value, pointer)) return undefined;
  if (typeof value === 'string') {
    const boolean = types.includes('boolean') ? textForBoolean(plain) : undefined;
    const number = types.includes('number') || types.includes('integer') ? textForNumber(plain) : undefined;
    return boolean ?? number;
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return scalar && types.includes('string') && plain.length < 60 ? valueForText(plain, value) : undefined;
}

function notAllowed({ pointer, value, params }: Violation, places: Places): Finding {
  const allowed = (params.allowedValues ?? [params.allowedValue]) as readonly unknown[];
  const types = [...new Set(allowed.map(jsonType))];
  const place = places.value(pointer);
  const surprise = types.includes(jsonType(value)) ? undefined : surpriseOf(pointer, value, types, places);
  if (surprise !== undefined && !(typeof value === 'boolean')) return { code: 'yaml-surprise', ...surprise, place };
  const meant = typeof value === 'string' ? didYouMean(value, allowed.map(String)) : undefined;
  const message = `${labelOf(pointer)} must be ${oneOf(allowed.map(String))}, got ${quote(value, pointer)}`;
  return { code: 'invalid-value', message, ...(meant !== undefined && { help: `did you mean \`${meant}\`?` }), place };
}

function repeated({ pointer, params }: Violation, places: Places): Finding {
  const [first, second] = [Number(params.i), Number(params.j)].sort((a, b) => a - b) as [number, number];
  const at = appendPointer(pointer, second);
  return {
    code: 'duplicate-name',
    message: `${labelOf(at)} repeats item ${first + 1}`,
    help: 'remove one of the two',
    place: places.value(at),
  };
}

function outOfBounds(violation: Violation, places: Places): Finding {
  const { pointer, value, schema, keyword } = violation;
  const code = schema['x-finding'];
  const isCode = typeof code === 'string' && code in diagnosticCodes && keyword.startsWith('min');
  const message = `${labelOf(pointer)} ${boundOf(violation)}, got ${quote(value, pointer)}`;
  return { code: isCode ? (code as DiagnosticCode) : 'invalid-value', message, place: places.value(pointer) };
}

function boundOf({ keyword, params, schema }: Violation): string {
  const limit = String(params.limit);
  switch (keyword) {
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return params.limit === 1 ? 'must not be empty' : `must have at least ${limit} entries`;
    case 'maxItems':
    case 'maxProperties':
      return `may have at most ${limit} entries`;
    case 'maxLength':
      return `may have at most ${limit} characters`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'exclusiveMinimum':
      return `must be above ${limit}`;
    case 'exclusiveMaximum':
      return `must be below ${limit}`;
    default:
      return `must be ${expectedBy(schema)}`;
  }
}

const typeNames: Readonly<Record<JsonType, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

function typesIn(schema: Schema): JsonType[] {
  return [schema.type].flat() as JsonType[];
}

function expectedBy(schema: Schema): string {
  if (typeof schema['x-expected'] === 'string') return schema['x-expected'];
  const types = typesIn(schema).filter((type) => type !== undefined);
  if (typeof schema.pattern === 'string') return `a text that matches ${schema.pattern}`;
  return oneOf(types.map((type) => typeNames[type])) || 'something else';
}

function unused(known: readonly string[], value: unknown): string[] {
  return known.filter((key) => !hasKey(value, key));
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

function quoteKey(key: string): string {
  return mayBeSecret(key, '') ? 'that is not shown' : `\`${shorten(key)}\``;
}
