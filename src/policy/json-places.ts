import { appendPointer } from './json-pointer.js';
import type { PlacedValue } from './places.js';
import type { Span } from './yaml-tree.js';

/** Where the values of a JSON text stand. */
export interface JsonPlaces {
  /** The document. */
  readonly root: PlacedValue;
  /** Keys that stand twice in one mapping: JSON.parse takes the last without a word. */
  readonly repeated: readonly { readonly pointer: string; readonly first: Span; readonly second: Span }[];
}

/** Levels of nesting that are followed; what is deeper has no place of its own. */
const maxDepth = 100;

/** For text that JSON.parse has read: nothing is checked again. */
export function jsonPlaces(text: string): JsonPlaces {
  const repeated: { pointer: string; first: Span; second: Span }[] = [];
  const path: (string | number)[] = [];
  let at = 0;

  function readValue(key?: Span): PlacedValue {
    skip(spaces);
    const start = at;
    let entries: ReadonlyMap<string, PlacedValue> | undefined;
    let items: readonly PlacedValue[] | undefined;
    if (path.length > maxDepth) skipNested();
    else if (text[at] === '{') entries = readMapping();
    else if (text[at] === '[') items = readList();
    else if (text[at] === '"') skipString();
    else skip(word);
    return { start, end: at, key, entries, items };
  }

  function readAt(token: string | number, key?: Span): PlacedValue {
    path.push(token);
    const read = readValue(key);
    path.pop();
    return read;
  }

  function readMapping(): ReadonlyMap<string, PlacedValue> {
    const entries = new Map<string, PlacedValue>();
    const keys = new Map<string, Span>();
    for (at += 1; !ends('}'); ) {
      const span = readKey();
      const name = JSON.parse(text.slice(span.start, span.end)) as string;
      const first = keys.get(name);
      if (first === undefined) keys.set(name, span);
      else repeated.push({ pointer: appendPointer('', ...path, name), first, second: span });
      entries.set(name, readAt(name, span));
    }
    return entries;
  }

  function readList(): readonly PlacedValue[] {
    const items: PlacedValue[] = [];
    for (at += 1; !ends(']'); ) items.push(readAt(items.length));
    return items;
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

  return { root: readValue(), repeated };
}

const spaces = /[ \t\r\n]*/y;
const commas = /[ \t\r\n,]*/y;
const colon = /[ \t\r\n]*:[ \t\r\n]*/y;
const word = /[^\s,\]}]*/y;
