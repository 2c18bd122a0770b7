import { RouterError } from '../errors.js';
import { type Fields, isFields } from '../fields.js';

/** Throws REQUEST_INVALID: where, what is expected there, and what stands there instead. */
export function refuse(path: string, expected: string, found: unknown): never {
  const what = found === undefined ? `${path} is missing: it must be` : `${path} is ${nameOf(found)}, but must be`;
  throw new RouterError('REQUEST_INVALID', `${what} ${expected}`);
}

export function objectAt(path: string, value: unknown, expected = 'an object'): Fields {
  return isFields(value) ? value : refuse(path, expected, value);
}

export function arrayAt(path: string, value: unknown, expected: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(path, expected, value);
}

export function stringAt(path: string, value: unknown, expected = 'a string'): string {
  return typeof value === 'string' ? value : refuse(path, expected, value);
}

/** Names a value's type, and small values themselves; never calls code of the value. */
function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  switch (typeof value) {
    case 'object':
      return 'an object';
    case 'number':
    case 'boolean':
      return `the ${typeof value} ${String(value)}`;
    case 'string':
      return value === '' ? 'an empty string' : 'a string';
    default:
      return `a ${typeof value}`;
  }
}
