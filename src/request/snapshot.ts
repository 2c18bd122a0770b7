import { types } from 'node:util';
import { RouterError } from '../errors.js';
import { refuse } from './shape-check.js';

const deepest = 200;
/** Fields and items: no request has more, and a list may say that it has billions without holding one. */
const mostValues = 1_000_000;
const longestKey = 40;

/**
 * An object or list being copied, and what it stands in. Linked from the inside out: most requests are never refused,
 * and lists of keys and objects would be made for each of them.
 */
class Container {
  readonly value: object;
  /** Absent for the outermost. */
  readonly outer: Container | undefined;
  /** Its key in `outer`. */
  readonly key: string | number;
  /** How many it and those around it are. */
  readonly depth: number;
  readonly outermost: Container;
  /** Of the outermost: what all of them together may still hold. */
  room = mostValues;

  constructor(value: object, outer?: Container, key: string | number = '') {
    this.value = value;
    this.outer = outer;
    this.key = key;
    this.depth = outer === undefined ? 1 : outer.depth + 1;
    this.outermost = outer === undefined ? this : outer.outermost;
  }
}

/**
 * Plain data that equals what JSON.stringify would write of an object, and that nobody else holds. Its texts are not
 * copied, so it costs a walk over its fields. Its own fields of which `except` is true are left out. Throws RouterError
 * REQUEST_INVALID, with the path, for what has no form in JSON: a bigint, something that contains itself or is nested
 * too deep, a toJSON that throws; and for more than a request can have.
 */
export function snapshot(fields: object, except?: (key: string) => boolean): Readonly<Record<string, unknown>> {
  return copyFields(fields, Object.keys(fields), new Container(fields), except);
}

function copyFields(
  fields: object,
  keys: readonly string[],
  container: Container,
  except?: (key: string) => boolean,
): Record<string, unknown> {
  takeRoom(keys.length, container);
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    if (!except?.(key)) copyField(copy, key, (fields as Record<string, unknown>)[key], container);
  }
  return copy;
}

function copyField(copy: Record<string, unknown>, key: string, field: unknown, container: Container): void {
  const value = typeof field === 'string' ? field : copyValue(field, key, container);
  if (value === undefined) return;
  if (key !== '__proto__') copy[key] = value;
  else Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether these are the fields of a message as most are: every request has one, and most have many. */
function areOfMessage(keys: readonly string[]): boolean {
  return keys.length === 2 && keys[0] === 'role' && keys[1] === 'content';
}

function copyMessage(message: object, outer: Container, key: string | number): Record<string, unknown> {
  const { role, content } = message as Record<string, unknown>;
  // Built up, because V8 comes to put what a literal with fields makes among the old objects.
  const copy: Record<string, unknown> = {};
  if (typeof role === 'string' && typeof content === 'string') {
    takeRoom(2, outer);
    copy.role = role;
    copy.content = content;
    return copy;
  }
  const container = new Container(message, outer, key);
  takeRoom(2, container);
  copyField(copy, 'role', role, container);
  copyField(copy, 'content', content, container);
  return copy;
}

function copyItems(items: readonly unknown[], container: Container): unknown[] {
  const { length } = items;
  takeRoom(length, container);
  const copy = new Array<unknown>(length);
  for (let index = 0; index < length; index += 1) copy[index] = copyValue(items[index], index, container) ?? null;
  return copy;
}

function takeRoom(values: number, { outermost, outer, key }: Container): void {
  outermost.room -= values;
  if (outermost.room >= 0) return;
  const where = outer === undefined ? 'the request' : pathOf(key, outer);
  throw new RouterError(
    'REQUEST_INVALID',
    `${where} is too much: a request may have ${mostValues} fields and items in all`,
  );
}

/** Undefined for what JSON leaves out. */
function copyValue(value: unknown, key: string | number, container: Container): unknown {
  const plain = unwrap(value, key, container);
  switch (typeof plain) {
    case 'string':
    case 'boolean':
      return plain;
    case 'number':
      return Number.isFinite(plain) ? plain : null;
    case 'bigint':
      return refuse(pathOf(key, container), 'plain JSON data', plain);
    case 'object':
      return plain === null ? null : copyInside(plain, key, container);
    default:
      return undefined;
  }
}

function copyInside(value: object, key: string | number, outer: Container): unknown {
  if (standsIn(value, outer)) refuseAs(pathOf(key, outer), 'it contains itself');
  if (outer.depth > deepest) {
    refuseAs(pathOfOutermost(outer), `it is nested more than ${deepest} levels deep`);
  }
  if (Array.isArray(value)) return copyItems(value, new Container(value, outer, key));
  const keys = Object.keys(value);
  if (areOfMessage(keys)) return copyMessage(value, outer, key);
  return copyFields(value, keys, new Container(value, outer, key));
}

function standsIn(value: object, container: Container): boolean {
  for (let around: Container | undefined = container; around !== undefined; around = around.outer) {
    if (around.value === value) return true;
  }
  return false;
}

/** What JSON writes for a value that has its own say: a date, a boxed text. */
function unwrap(value: unknown, key: string | number, container: Container): unknown {
  if ((typeof value !== 'object' && typeof value !== 'bigint') || value === null) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  const own = typeof toJSON === 'function' ? callToJson(value, toJSON, key, container) : value;
  return types.isBoxedPrimitive(own) ? own.valueOf() : own;
}

function callToJson(value: object | bigint, toJSON: unknown, key: string | number, container: Container): unknown {
  try {
    return (toJSON as (key: string) => unknown).call(value, String(key));
  } catch (error) {
    return refuseAs(pathOf(key, container), 'its toJSON throws', error);
  }
}

function refuseAs(path: string, why: string, cause?: unknown): never {
  throw new RouterError('REQUEST_INVALID', `${path} cannot be sent as JSON: ${why}`, { cause });
}

function pathOfOutermost(container: Container): string {
  let { outer, key } = container;
  while (outer?.outer !== undefined) ({ outer, key } = outer);
  return shortened(key);
}

/** Such as `messages[2].content`. */
function pathOf(key: string | number, { outer, key: outerKey }: Container): string {
  if (outer === undefined) return shortened(key);
  return `${pathOf(outerKey, outer)}${typeof key === 'number' ? `[${key}]` : `.${shortened(key)}`}`;
}

function shortened(key: string | number): string {
  return typeof key === 'string' && key.length > longestKey ? `${key.slice(0, longestKey)}…` : `${key}`;
}
