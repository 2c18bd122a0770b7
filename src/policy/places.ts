import type { Place } from '../diagnostics/place.js';
import { lineStarts, positionIn } from '../diagnostics/position-at.js';
import { pointerTokens } from './json-pointer.js';
import type { Span } from './yaml-tree.js';

/**
 * Where the values of one YAML file stand, by JSON pointer. A pointer to nothing gives its nearest ancestor's place. Who
 * has found a value already hands it over with its pointer, and spares the search.
 */
export interface Places {
  readonly file: string;
  /** What stands there. */
  at(pointer: string): PlacedValue;
  /** The value; for an empty value its key. */
  value(pointer: string, placed?: PlacedValue): Place;
  /** The key under which the value stands; for an item of a list, and for the document, where it starts. */
  key(pointer: string, placed?: PlacedValue): Place;
  /** From the key to the end of the value. */
  entry(pointer: string, placed?: PlacedValue): Place;
  /** Keys of a mapping in the file's order, which JavaScript objects do not keep for keys such as `10`. */
  keys(pointer: string): readonly string[];
  /** The text of a plain (unquoted) scalar as it is written; undefined for anything else. */
  plain(pointer: string): string | undefined;
  /** Pointers of values about which a finding was already made, so that another would repeat the mistake. */
  readonly refused: ReadonlySet<string>;
}

/** What the parser notes of one value. Offsets are UTF-16 code units from the file's start. */
export interface PlacedValue extends Span {
  readonly key?: Span | undefined;
  readonly plain?: string | undefined;
  /** The values of a mapping by key, in the file's order. */
  readonly entries?: ReadonlyMap<string, PlacedValue> | undefined;
  /** The values of a list. */
  readonly items?: readonly PlacedValue[] | undefined;
  /** Values of a mapping that a merge key brings: they are no keys of its own. */
  readonly merged?: ReadonlyMap<string, PlacedValue> | undefined;
}

export function createPlaces(
  file: string,
  text: string,
  root: PlacedValue,
  refused: ReadonlySet<string> = new Set(),
): Places {
  const place = createPlacer(file, text);
  const nearest = (pointer: string): PlacedValue => {
    let at = root;
    for (const token of pointerTokens(pointer)) {
      const found = placedAt(at, token);
      if (found === undefined) break;
      at = found;
    }
    return at;
  };
  const exactly = (pointer: string): PlacedValue | undefined => {
    let at: PlacedValue | undefined = root;
    for (const token of pointerTokens(pointer)) at = at && placedAt(at, token);
    return at;
  };
  const spot = (found: PlacedValue): Span => (found.start === found.end && found.key !== undefined ? found.key : found);
  return {
    file,
    at: nearest,
    value: (pointer, placed = nearest(pointer)) => {
      const { start, end } = spot(placed);
      return place(pointer, start, end);
    },
    key: (pointer, placed = nearest(pointer)) =>
      placed.key === undefined
        ? place(pointer, placed.start, Math.min(placed.end, endOfLine(text, placed.start)))
        : place(pointer, placed.key.start, placed.key.end),
    entry: (pointer, placed = nearest(pointer)) => place(pointer, placed.key?.start ?? placed.start, spot(placed).end),
    keys: (pointer) => [...(exactly(pointer)?.entries?.keys() ?? [])],
    plain: (pointer) => exactly(pointer)?.plain,
    refused,
  };
}

/** What stands under a key of a mapping, or at an index of a list. */
export function placedAt({ entries, items, merged }: PlacedValue, token: string | number): PlacedValue | undefined {
  if (entries !== undefined) return entries.get(String(token)) ?? merged?.get(String(token));
  if (items === undefined) return undefined;
  // Only as an index is written: `/00` is nothing.
  return typeof token === 'number' || String(Number(token)) === token ? items[Number(token)] : undefined;
}

export type Placer = (pointer: string, start: number, end: number) => Place;

/** Turns offsets into places. White space at the end does not belong to a place. */
export function createPlacer(file: string, text: string): Placer {
  const starts = lineStarts(text);
  return (pointer, start, end) => {
    const from = Math.min(start, text.length);
    const to = mayEndInSpace(text, end) ? from + text.slice(from, end).trimEnd().length : Math.max(from, end);
    const { line, column } = positionIn(starts, from);
    const nextLine = starts[line];
    if (nextLine === undefined || to < nextLine) {
      return { file, pointer, line, column, endLine: line, endColumn: column + to - from };
    }
    const last = positionIn(starts, to);
    return { file, pointer, line, column, endLine: last.line, endColumn: last.column };
  };
}

/** False for almost every value, which ends in a visible ASCII character. */
function mayEndInSpace(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1);
  return !(last > 0x20 && last < 0x7f);
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
