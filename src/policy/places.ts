import type { Place } from '../diagnostics/place.js';
import { lineStarts, positionIn } from '../diagnostics/position-at.js';
import { parentPointer } from './json-pointer.js';

/** Where the values of one YAML file stand, by JSON pointer. A pointer to nothing gives its nearest ancestor's place. */
export interface Places {
  readonly file: string;
  /** The value; for an empty value its key. */
  value(pointer: string): Place;
  /** The key under which the value stands; for an item of a list, and for the document, where it starts. */
  key(pointer: string): Place;
  /** From the key to the end of the value. */
  entry(pointer: string): Place;
  /** Keys of a mapping in the file's order, which JavaScript objects do not keep for keys such as `10`. */
  keys(pointer: string): readonly string[];
  /** The text of a plain (unquoted) scalar as it is written; undefined for anything else. */
  plain(pointer: string): string | undefined;
  /** Whether a finding at this value was already made, so that another would repeat the mistake. */
  refused(pointer: string): boolean;
}

/** What the parser notes of one value. Offsets are UTF-16 code units from the file's start. */
export interface PlacedValue {
  readonly start: number;
  readonly end: number;
  readonly key?: { readonly start: number; readonly end: number };
  readonly keys?: readonly string[];
  readonly plain?: string;
  readonly refused?: boolean;
}

export function createPlaces(file: string, text: string, values: ReadonlyMap<string, PlacedValue>): Places {
  const place = createPlacer(file, text);
  const nearest = (pointer: string): PlacedValue => {
    let at = pointer;
    for (;;) {
      const found = values.get(at);
      if (found !== undefined) return found;
      if (at === '') return { start: 0, end: 0 };
      at = parentPointer(at);
    }
  };
  // Asked for every value, and hardly ever about any.
  let refused: ReadonlySet<string> | undefined;
  const spot = (found: PlacedValue): { readonly start: number; readonly end: number } =>
    found.start === found.end && found.key !== undefined ? found.key : found;
  return {
    file,
    value: (pointer) => {
      const { start, end } = spot(nearest(pointer));
      return place(pointer, start, end);
    },
    key: (pointer) => {
      const found = nearest(pointer);
      return found.key === undefined
        ? place(pointer, found.start, Math.min(found.end, endOfLine(text, found.start)))
        : place(pointer, found.key.start, found.key.end);
    },
    entry: (pointer) => {
      const found = nearest(pointer);
      return place(pointer, found.key?.start ?? found.start, spot(found).end);
    },
    keys: (pointer) => values.get(pointer)?.keys ?? [],
    plain: (pointer) => values.get(pointer)?.plain,
    refused: (pointer) => {
      refused ??= new Set([...values].flatMap(([at, value]) => (value.refused === true ? [at] : [])));
      return refused.size > 0 && refused.has(pointer);
    },
  };
}

export type Placer = (pointer: string, start: number, end: number) => Place;

/** Turns offsets into places. White space at the end does not belong to a place. */
export function createPlacer(file: string, text: string): Placer {
  const starts = lineStarts(text);
  return (pointer, start, end) => {
    const from = Math.min(start, text.length);
    const trimmed = from + text.slice(from, end).trimEnd().length;
    const to = positionIn(starts, trimmed);
    return { file, pointer, ...positionIn(starts, from), endLine: to.line, endColumn: to.column };
  };
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
