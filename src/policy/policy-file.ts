import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { appendPointer, childPointer, parentPointer } from './json-pointer.js';
import { type PlacedValue, type Places, placedAt } from './places.js';

/** One file of a policy, read and checked against its schema. */
export interface PolicyFile {
  /** As places name it. */
  readonly file: string;
  /** Relative to the folder of the policy's own file, with `/`; empty for that file itself. */
  readonly name: string;
  readonly text: string;
  readonly value: unknown;
  readonly places: Places;
  /** Pointers at or under which something is wrong already. */
  readonly unsound: ReadonlySet<string>;
}

/** A value of a policy together with where it stands. */
export interface Located<T> {
  readonly value: T;
  readonly pointer: string;
  readonly source: PolicyFile;
  /** The value in its file; the nearest around it that stands there when it does not. */
  readonly placed: PlacedValue;
}

/** The document of a file. */
export function rootOf<T>(source: PolicyFile): Located<T> {
  return { value: source.value as T, pointer: '', source, placed: source.places.at('') };
}

export function unsoundPointers(diagnostics: readonly Diagnostic[], file: string): Set<string> {
  const unsound = new Set<string>();
  for (const { place } of diagnostics) {
    if (place.file !== file) continue;
    for (let pointer = place.pointer; !unsound.has(pointer); pointer = parentPointer(pointer)) unsound.add(pointer);
  }
  return unsound;
}

/** Whether the schema had nothing to say about this value, so that it has the type it claims. */
export function isSound(at: Located<unknown>): boolean {
  const { unsound } = at.source;
  return unsound.size === 0 || !unsound.has(at.pointer);
}

/** The value under a key; undefined when it is not there. */
export function child<T extends object, K extends keyof T & string>(
  at: Located<T>,
  key: K,
): Located<Exclude<T[K], undefined>> | undefined {
  const { value } = at;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return within(at, key, value[key] as Exclude<T[K], undefined>);
}

function within<T>(at: Located<unknown>, token: string | number, value: T): Located<T> {
  const { pointer, source, placed } = at;
  return { value, pointer: childPointer(pointer, token), source, placed: placedAt(placed, token) ?? around(placed) };
}

/** Of a value that does not stand in its file, such as one that a key of a table says. */
function around({ start, end, key }: PlacedValue): PlacedValue {
  return { start, end, key };
}

/** The same, only if nothing is wrong with it. */
export function soundChild<T extends object, K extends keyof T & string>(
  at: Located<T>,
  key: K,
): Located<Exclude<T[K], undefined>> | undefined {
  const found = child(at, key);
  return found !== undefined && isSound(found) ? found : undefined;
}

/** Entries of a mapping in the file's order, with their keys. */
export function entries<T>(at: Located<Readonly<Record<string, T>>>): (readonly [string, Located<T>])[] {
  const found: (readonly [string, Located<T>])[] = [];
  for (const key of at.placed.entries?.keys() ?? []) {
    const entry = child(at, key);
    if (entry !== undefined) found.push([key, entry as Located<T>]);
  }
  return found;
}

export function items<T>(at: Located<readonly T[]>): Located<T>[] {
  if (!Array.isArray(at.value)) return [];
  return at.value.map((value: T, index) => within(at, index, value));
}

export function valuePlace(at: Located<unknown>): Place {
  return at.source.places.value(at.pointer, at.placed);
}

/** The places of a mapping's values, by key. */
export function valuePlaces({ source, pointer, placed }: Located<object>): ReadonlyMap<string, Place> {
  const all = [...(placed.entries ?? [])];
  return new Map(all.map(([key, value]) => [key, source.places.value(appendPointer(pointer, key), value)]));
}

export function keyPlace(at: Located<unknown>): Place {
  return at.source.places.key(at.pointer, at.placed);
}

export function entryPlace(at: Located<unknown>): Place {
  return at.source.places.entry(at.pointer, at.placed);
}
