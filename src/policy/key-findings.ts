import { didYouMean } from '../diagnostics/did-you-mean.js';
import { appendPointer } from './json-pointer.js';
import type { Places } from './places.js';
import { labelOf, oneOf, quote, quoteKey } from './quote.js';
import { type BranchGroup, type Schema, takesKeys } from './schema-branches.js';
import type { SchemaFinding } from './schema-findings.js';
import type { BranchGroups } from './select-schema.js';
import type { Violation } from './validate.js';
import { emptyValue } from './yaml-surprise.js';

/** `missing` is the one required key that is not there, when this key stands in its place. */
export function unknownKey(
  { pointer, schema, value, params }: Violation,
  missing: string | undefined,
  groups: BranchGroups,
  places: Places,
): SchemaFinding {
  const key = String(params.additionalProperty);
  const place = places.key(appendPointer(pointer, key));
  const conflict = missing === undefined ? conflictOf(schema, key, value, groups) : undefined;
  if (conflict !== undefined) return { code: 'conflicting-keys', ...conflict, place };
  const known = keysOf(schema);
  const meant = didYouMean(key, unused(known, value));
  const where = pointer === '' ? '' : ` in ${labelOf(pointer, value)}`;
  const keys = typeof schema['x-keys'] === 'string' ? schema['x-keys'] : `the keys here are ${known.join(', ')}`;
  const lacking = missing === undefined ? keys : `\`${missing}\` is missing; ${keys}`;
  const help = meant === undefined ? lacking : `did you mean \`${meant}\`?`;
  return { code: 'unknown-key', message: `unknown key ${quoteKey(key)}${where}`, help, place };
}

/** A key that another branch has: not a misspelling, but a mix of two forms. */
function conflictOf(
  schema: Schema,
  key: string,
  value: unknown,
  groups: BranchGroups,
): { readonly message: string; readonly help: string } | undefined {
  const group = typeof schema.group === 'string' ? groups(schema.group) : undefined;
  if (group === undefined || !group.keys.has(key)) return undefined;
  const index = group.branches.findIndex((branch) => sameKeys(branch.schema, schema));
  const { tag } = group;
  if (tag !== undefined) {
    const homes = group.branches.filter(({ keys }) => keys?.has(key)).map(({ constants }) => constants.get(tag));
    return {
      message: `\`${key}\` does not go with \`${tag}: ${group.branches[index]?.constants.get(tag)}\``,
      help: `it belongs to ${oneOf(homes.map((home) => `\`${tag}: ${home}\``))}`,
    };
  }
  const own = group.ownKeys[index] ?? [];
  const excluding = own.find((name) => hasKey(value, name)) ?? own[0];
  if (excluding === undefined) return undefined;
  return { message: `\`${key}\` cannot stand beside \`${excluding}\``, help: `keep \`${excluding}\` or \`${key}\`` };
}

function sameKeys(a: Schema, b: Schema): boolean {
  return keysOf(a).join() === keysOf(b).join();
}

export function missingKey({ pointer, schema, value, params }: Violation, places: Places): SchemaFinding[] {
  const key = String(params.missingProperty);
  if (misspellings(value, keysOf(schema)).includes(key)) return [];
  const property = (schema.properties as Readonly<Record<string, Schema>> | undefined)?.[key];
  return [
    {
      code: 'missing-key',
      message: `${labelOf(pointer, value)} needs the key \`${key}\``,
      help: helpToAdd(key, property),
      place: places.key(pointer),
    },
  ];
}

function helpToAdd(key: string, property: Schema | undefined): string {
  if (Array.isArray(property?.enum)) return `add ${oneOf(property.enum.map((value) => `\`${key}: ${value}\``))}`;
  const description = property?.description;
  return typeof description === 'string' ? `add \`${key}\`: ${lowerFirst(description)}` : `add \`${key}\``;
}

function lowerFirst(sentence: string): string {
  const text = sentence.replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** What the unknown keys of a mapping were meant to be: calling those missing would repeat the mistake. */
function misspellings(value: unknown, known: readonly string[]): string[] {
  const free = unused(known, value);
  return Object.keys(value as object)
    .filter((key) => !known.includes(key))
    .flatMap((key) => didYouMean(key, free) ?? []);
}

/** A mapping that does not say which of the alternatives it is. */
export function noBranchByKeys({ pointer, value }: Violation, group: BranchGroup, places: Places): SchemaFinding[] {
  if (group.tag !== undefined) return [badTag(pointer, value, group, group.tag, places)];
  const unknown = Object.keys(value as object).filter((key) => !group.keys.has(key));
  const choices = group.ownKeys.flatMap((keys) =>
    keys.length === 0 ? [] : [keys.map((key) => `\`${key}\``).join(' with ')],
  );
  const needs = `${labelOf(pointer, value)} needs ${oneOf(choices)}`;
  if (unknown.length === 0) {
    return [{ code: 'missing-key', message: needs, help: 'add one of them', place: places.key(pointer) }];
  }
  return unknown.map((key): SchemaFinding => {
    const message = `unknown key ${quoteKey(key)} in ${labelOf(pointer, value)}`;
    return { code: 'unknown-key', message, help: needs, place: places.key(appendPointer(pointer, key)) };
  });
}

function badTag(pointer: string, value: unknown, group: BranchGroup, tag: string, places: Places): SchemaFinding {
  const names = group.branches.flatMap(({ constants }) => (constants.has(tag) ? [String(constants.get(tag))] : []));
  const help = `\`${tag}\` is ${oneOf(names)}`;
  if (!hasKey(value, tag)) {
    const message = `${labelOf(pointer, value)} needs the key \`${tag}\``;
    return { code: 'missing-key', message, help, place: places.key(pointer) };
  }
  const at = appendPointer(pointer, tag);
  const found = (value as Readonly<Record<string, unknown>>)[tag];
  const place = places.value(at);
  if (found === null) return { code: 'yaml-surprise', ...emptyValue(labelOf(at), places.plain(at)), place };
  const spelled = typeof found === 'object' ? undefined : didYouMean(String(found), names);
  const meant = group.branches.find(({ constants }) => spelled !== undefined && constants.get(tag) === spelled);
  const likely = meant !== undefined && takesKeys(meant, Object.keys(value as object));
  const message = `\`${tag}\` cannot be ${quote(found, at)}`;
  return { code: 'invalid-value', message, help: likely ? `did you mean \`${spelled}\`?` : help, place };
}

function keysOf(schema: Schema): string[] {
  return Object.keys((schema.properties ?? {}) as object);
}

function unused(known: readonly string[], value: unknown): string[] {
  return known.filter((key) => !hasKey(value, key));
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
