import * as fc from 'fast-check';
import { appendPointer, pointerTokens } from '../../src/policy/json-pointer.js';

type Container = Record<string, unknown>;

const someValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'x', '10s', 0, -1, 1.5, Number.NaN, [], {}, [[]], { x: 1 }, { env: 'KEY' }),
  fc.jsonValue({ maxDepth: 2 }),
);

const someName = fc.constantFrom('x', 'from', 'tier', 'model', 'id', '10', 'a/b~c', '__proto__', 'toString');

/** One of the values with up to three changes somewhere in it: another value, a key more, a key less, a key renamed. */
export function mutatedValue(values: readonly unknown[]): fc.Arbitrary<unknown> {
  const change = fc.record({
    kind: fc.constantFrom('replace', 'add', 'remove', 'rename', 'copy'),
    /** Which of the places in the value: a fraction of their number. */
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    value: someValue,
    name: someName,
  });
  return fc
    .tuple(fc.constantFrom(...values), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) => changes.reduce(changed, structuredClone(value)));
}

interface Change {
  readonly kind: string;
  readonly at: number;
  readonly value: unknown;
  readonly name: string;
}

function changed(root: unknown, { kind, at, value, name }: Change): unknown {
  const pointers = pointersOf(root, '');
  const pointer = pointers[Math.floor(at * pointers.length)];
  if (pointer === undefined) return value;
  const key = pointerTokens(pointer).at(-1)!;
  const parent = pointerTokens(pointer)
    .slice(0, -1)
    .reduce<Container>((container, token) => container[token] as Container, root as Container);
  const old = parent[key];
  if (kind === 'replace') parent[key] = value;
  else if (kind === 'add') define(parent, name, value);
  else if (kind === 'copy') define(parent, name, structuredClone(old));
  else {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
    if (kind === 'rename') define(parent, name, old);
  }
  return root;
}

function define(container: Container, name: string, value: unknown): void {
  if (Array.isArray(container)) container.push(value);
  else Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true });
}

function pointersOf(value: unknown, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = appendPointer(pointer, key);
    return [at, ...pointersOf(inner, at)];
  });
}
