import type { Attributes } from '../request/routing-request.js';

/** Splits an attribute path such as `user.tier`, once. */
export function splitPath(path: string): readonly string[] {
  return path.split('.');
}

/** The value at a path of own properties; undefined where there is none. Never reaches a prototype or into a list. */
export function valueAt(attributes: Attributes, path: readonly string[]): unknown {
  let value: unknown = attributes;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The same for a path that is read often. One function for paths of every length: callers then call one only. */
export function valueReader(path: string): (attributes: Attributes) => unknown {
  const keys = splitPath(path);
  const only = keys.length === 1 ? keys[0] : undefined;
  return (attributes) => {
    if (only === undefined) return valueAt(attributes, keys);
    return Object.hasOwn(attributes, only) ? attributes[only] : undefined;
  };
}

/** The value at a path where it can be a key, in text: a string that is not empty, a finite number or a boolean. */
export function keyAt(attributes: Attributes, path: string): string | undefined {
  const value = valueAt(attributes, splitPath(path));
  const isKey = typeof value === 'boolean' || Number.isFinite(value) || (typeof value === 'string' && value !== '');
  return isKey ? `${value}` : undefined;
}
