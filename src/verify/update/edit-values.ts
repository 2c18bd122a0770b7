import { isDeepStrictEqual } from 'node:util';
import { lineStarts } from '../../diagnostics/position-at.js';
import { appendPointer } from '../../policy/json-pointer.js';
import type { Places } from '../../policy/places.js';
import { flowText, scalarText } from './flow-text.js';

/** A value that is to stand in a YAML text instead of another. */
export interface ValueEdit {
  /** JSON pointer of a value that is there. */
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Writes values into a text and leaves everything else as it stands: layout, comments, quotes, the order of keys. */
export function editValues(text: string, places: Places, edits: readonly ValueEdit[]): string {
  const editor = new ValueEditor(text, places);
  const splices = edits.flatMap((edit) => editor.splicesFor(edit)).toSorted((a, b) => b.start - a.start);
  return splices.reduce((result, { start, end, text: put }) => result.slice(0, start) + put + result.slice(end), text);
}

class ValueEditor {
  readonly #text: string;
  readonly #places: Places;
  readonly #starts: readonly number[];
  readonly #lineBreak: string;

  constructor(text: string, places: Places) {
    this.#text = text;
    this.#places = places;
    this.#starts = lineStarts(text);
    this.#lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  }

  splicesFor({ pointer, before, after }: ValueEdit): readonly Splice[] {
    if (isDeepStrictEqual(before, after)) return [];
    if (Array.isArray(before) && Array.isArray(after) && before.length > 0 && after.length > 0) {
      return this.#editList(pointer, before, after);
    }
    const { start, end } = this.#span(pointer);
    const isScalar = typeof before !== 'object' || before === null;
    const text =
      isScalar && typeof after === 'string' ? scalarText(after, this.#text.slice(start, end)) : flowText(after);
    return [{ start, end, text }];
  }

  /** Item by item, so that those that stay keep their lines and comments. */
  #editList(pointer: string, before: readonly unknown[], after: readonly unknown[]): readonly Splice[] {
    const at = (index: number): string => appendPointer(pointer, index);
    const shared = Math.min(before.length, after.length);
    const changed = before
      .slice(0, shared)
      .flatMap((item, index) => this.splicesFor({ pointer: at(index), before: item, after: after[index] }));
    const isFlow = this.#text[this.#span(pointer).start] === '[';
    const last = this.#span(at(before.length - 1));
    if (after.length > before.length) {
      const added = after.slice(before.length).map(flowText);
      return [...changed, isFlow ? this.#appendToFlow(last, added) : this.#appendToBlock(last, added)];
    }
    if (after.length === before.length) return changed;
    const kept = this.#span(at(shared - 1));
    // In a flow from behind the last item that stays; in a block whole lines, comments included.
    const start = isFlow ? kept.end : this.#endOfLine(kept.end);
    return [...changed, { start, end: isFlow ? last.end : this.#endOfLine(last.end), text: '' }];
  }

  #appendToFlow(last: Splice, added: readonly string[]): Splice {
    return { start: last.end, end: last.end, text: added.map((item) => `, ${item}`).join('') };
  }

  #appendToBlock(last: Splice, added: readonly string[]): Splice {
    const line = this.#text.slice(this.#text.lastIndexOf('\n', last.start - 1) + 1, last.start);
    const dash = line.slice(0, line.lastIndexOf('-'));
    const at = this.#endOfLine(last.end);
    return { start: at, end: at, text: added.map((item) => `${this.#lineBreak}${dash}- ${item}`).join('') };
  }

  #endOfLine(offset: number): number {
    const end = this.#text.indexOf(this.#lineBreak, offset);
    return end < 0 ? this.#text.length : end;
  }

  #span(pointer: string): Splice {
    const { line, column, endLine, endColumn } = this.#places.value(pointer);
    const offset = (atLine: number, atColumn: number): number => (this.#starts[atLine - 1] ?? 0) + atColumn - 1;
    return { start: offset(line, column), end: offset(endLine, endColumn), text: '' };
  }
}
