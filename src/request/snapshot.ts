import { types } from 'node:util';
import { RouterError } from '../errors.js';
import { refuse } from './shape-check.js';

const deepest = 200;
const longestKey = 40;

/** Where a value stands: the keys that lead to it, and the objects and lists around it. */
interface Trail {
  readonly keys: (string | number)[];
  readonly around: object[];
}

/**
 * Plain data that equals what JSON.stringify would write of an object, and that nobody else holds. Its texts are not
 * copied, so it costs a walk over its fields. The fields called as in `except` are left out. Throws RouterError REQUEST_INVALID, with the path, for what has no form
 * in JSON: a bigint, something that contains itself or is nested too deep, a toJSON that throws.
 */
export function snapshot(fields: object, except?: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  return copyFields(fields, { keys: [], around: [fields] }, except);
}

function copyFields(fields: object, trail: Trail, except?: ReadonlySet<string>): Record<string, unknown> {
  const keys = Object.keys(fields);
  if (keys.length === 2 && keys[0] === 'role' && keys[1] === 'content') {
    // A message, most likely of a text: the one object that every request has many of.
    const { role, content } = fields as Record<string, unknown>;
    if (typeof role === 'string' && typeof content === 'string') return { role, content };
  }
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    if (except?.has(key)) continue;
    const field = (fields as Record<string, unknown>)[key];
    const value = typeof field === 'string' ? field : copyAt(key, field, trail);
    if (value === undefined) continue;
    if (key !== '__proto__') copy[key] = value;
    else Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

function copyItems(items: readonly unknown[], trail: Trail): unknown[] {
  const copy: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) copy.push(copyAt(index, items[index], trail) ?? null);
  return copy;
}

function copyAt(key: string | number, value: unknown, trail: Trail): unknown {
  trail.keys.push(key);
  const copy = copyValue(value, trail);
  trail.keys.pop();
  return copy;
}

/** Undefined for what JSON leaves out. */
function copyValue(value: unknown, trail: Trail): unknown {
  const plain = unwrap(value, trail);
  switch (typeof plain) {
    case 'string':
    case 'boolean':
      return plain;
    case 'number':
      return Number.isFinite(plain) ? plain : null;
    case 'bigint':
      return refuse(pathOf(trail), 'plain JSON data', plain);
    case 'object':
      return plain === null ? null : copyAround(plain, trail);
    default:
      return undefined;
  }
}

function copyAround(value: object, trail: Trail): unknown {
  const { around } = trail;
  if (around.includes(value)) refuseAs(trail, 'it contains itself');
  if (around.length > deepest) refuseAs(outermost(trail), `it is nested more than ${deepest} levels deep`);
  around.push(value);
  const copy = Array.isArray(value) ? copyItems(value, trail) : copyFields(value, trail);
  around.pop();
  return copy;
}

/** What JSON writes for a value that has its own say: a date, a boxed text. */
function unwrap(value: unknown, trail: Trail): unknown {
  if ((typeof value !== 'object' && typeof value !== 'bigint') || value === null) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  const own = typeof toJSON === 'function' ? callToJson(value, toJSON, trail) : value;
  return types.isBoxedPrimitive(own) ? own.valueOf() : own;
}

function callToJson(value: object | bigint, toJSON: unknown, trail: Trail): unknown {
  try {
    return (toJSON as (key: string) => unknown).call(value, String(trail.keys.at(-1)));
  } catch (error) {
    return refuseAs(trail, 'its toJSON throws', error);
  }
}

function refuseAs(trail: Trail, why: string, cause?: unknown): never {
  throw new RouterError('REQUEST_INVALID', `${pathOf(trail)} cannot be sent as JSON: ${why}`, { cause });
}

function outermost({ keys, around }: Trail): Trail {
  return { keys: keys.slice(0, 1), around };
}

function pathOf({ keys }: Trail): string {
  const [first, ...rest] = keys.map((key) =>
    typeof key === 'string' && key.length > longestKey ? `${key.slice(0, longestKey)}…` : key,
  );
  return `${first}${rest.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}`;
}
