import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { appendPointer, parentPointer } from './json-pointer.js';
import type { Places } from './places.js';

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
  return !at.source.unsound.has(at.pointer);
}

/** The value under a key; undefined when it is not there. */
export function child<T extends object, K extends keyof T & string>(
  at: Located<T>,
  key: K,
): Located<Exclude<T[K], undefined>> | undefined {
  const { value } = at;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return {
    value: value[key] as Exclude<T[K], undefined>,
    pointer: appendPointer(at.pointer, key),
    source: at.source,
  };
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
  return at.source.places.keys(at.pointer).flatMap((key) => {
    const found = child(at, key);
    return found === undefined ? [] : [[key, found as Located<T>] as const];
  });
}

export function items<T>(at: Located<readonly T[]>): Located<T>[] {
  if (!Array.isArray(at.value)) return [];
  return at.value.map((value: T, index) => ({ value, pointer: appendPointer(at.pointer, index), source: at.source }));
}

export function valuePlace(at: Located<unknown>): Place {
  return at.source.places.value(at.pointer);
}

/** The places of a mapping's values, by key. */
export function valuePlaces({ source, pointer }: Located<object>): ReadonlyMap<string, Place> {
  const { places } = source;
  return new Map(places.keys(pointer).map((key) => [key, places.value(appendPointer(pointer, key))]));
}

export function keyPlace(at: Located<unknown>): Place {
  return at.source.places.key(at.pointer);
}

export function entryPlace(at: Located<unknown>): Place {
  return at.source.places.entry(at.pointer);
}
