import type { Attributes } from '../request/routing-request.js';
import { splitPath, valueAt } from './attribute-path.js';

/** A key as the caller passed it, and the attribute that it is. */
export interface BucketKey {
  readonly attribute: string;
  readonly value: string;
}

/** Undefined when the caller passed none. */
export type FoundKey = BucketKey | 'wrong_type' | undefined;

/** Reads a key at an attribute path. GrowthBook excludes '' and 0, which in practice stand for "nobody is signed in". */
export function bucketKeyReader(attribute: string): (attributes: Attributes) => FoundKey {
  const path = splitPath(attribute);
  return (attributes) => {
    const value = valueAt(attributes, path);
    if (value === undefined || value === null || value === '' || value === 0) return undefined;
    if (typeof value === 'string') return { attribute, value };
    return typeof value === 'number' && Number.isFinite(value) ? { attribute, value: String(value) } : 'wrong_type';
  };
}

export function isKey(found: FoundKey): found is BucketKey {
  return typeof found === 'object';
}
