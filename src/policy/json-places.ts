import { appendPointer } from './json-pointer.js';
import type { PlacedValue } from './places.js';
import type { Span } from './yaml-tree.js';

/** Where the values of a JSON text stand. */
export interface JsonPlaces {
  /** By JSON pointer. */
  readonly values: ReadonlyMap<string, PlacedValue>;
  /** Keys that stand twice in one mapping: JSON.parse takes the last without a word. */
  readonly repeated: readonly { readonly pointer: string; readonly first: Span; readonly second: Span }[];
}

/** Levels of nesting that are followed; what is deeper has no place of its own. */
const maxDepth = 100;

/** For text that JSON.parse has read: nothing is checked again. */
export function jsonPlaces(text: string): JsonPlaces {
  const values = new Map<string, PlacedValue>();
  const repeated: { pointer: string; first: Span; second: Span }[] = [];
  let at = 0;

  function readValue(pointer: string, depth: number, key?: Span): void {
    skip(spaces);
    const start = at;
    if (depth > maxDepth) skipNested();
    else if (text[at] === '{') readMapping(pointer, depth, start, key);
    else if (text[at] === '[') readList(pointer, depth);
    else if (text[at] === '"') skipString();
    else skip(word);
    values.set(pointer, { ...values.get(pointer), start, end: at, ...(key !== undefined && { key }) });
  }

  function readMapping(pointer: string, depth: number, start: number, key: Span | undefined): void {
    const keys = new Map<string, Span>();
    for (at += 1; !ends('}'); ) {
      const span = readKey();
      const name = JSON.parse(text.slice(span.start, span.end)) as string;
      const inner = appendPointer(pointer, name);
      const first = keys.get(name);
      if (first === undefined) keys.set(name, span);
      else repeated.push({ pointer: inner, first, second: span });
      readValue(inner, depth + 1, span);
    }
    values.set(pointer, { start, end: at, keys: [...keys.keys()], ...(key !== undefined && { key }) });
  }

  function readList(pointer: string, depth: number): void {
    at += 1;
    for (let index = 0; !ends(']'); index += 1) readValue(appendPointer(pointer, index), depth + 1);
  }

  function readKey(): Span {
    const start = at;
    skipString();
    const end = at;
    skip(colon);
    return { start, end };
  }

  /** Moves to the next entry, or behind the bracket when there is none. */
  function ends(bracket: '}' | ']'): boolean {
    skip(commas);
    if (text[at] !== bracket) return false;
    at += 1;
    return true;
  }

  function skipNested(): void {
    for (let open = 0; at < text.length; ) {
      if (text[at] === '"') skipString();
      else {
        open += '[{'.includes(text[at]!) ? 1 : ']}'.includes(text[at]!) ? -1 : 0;
        at += 1;
      }
      if (open <= 0) return;
    }
  }

  function skipString(): void {
    for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
    at += 1;
  }

  function skip(pattern: RegExp): void {
    pattern.lastIndex = at;
    at += pattern.exec(text)?.[0].length ?? 0;
  }

  readValue('', 0);
  return { values, repeated };
}

const spaces = /[ \t\r\n]*/y;
const commas = /[ \t\r\n,]*/y;
const colon = /[ \t\r\n]*:[ \t\r\n]*/y;
const word = /[^\s,\]}]*/y;
