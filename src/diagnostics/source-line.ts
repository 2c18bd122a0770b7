import type { Place, SourceFile } from './place.js';
import { lineStarts } from './position-at.js';
import { secretSpans, type TextSpan } from './secret-spans.js';

/** A line of a file as a terminal can show it, and where on it the marked columns stand. */
export interface ShownLine {
  readonly text: string;
  /** Terminal columns before the mark. */
  readonly before: number;
  /** Terminal columns that are marked, at least 1. */
  readonly marked: number;
}

interface Cell {
  readonly text: string;
  readonly width: number;
  /** The characters of the line that this cell stands for, counted from 0. */
  readonly start: number;
  readonly end: number;
}

const mask = '•••';
const widest = 160;
const contextBefore = 60;
/** Characters of one line that are looked at. */
const longestRead = 4 * widest;

/** What drawing many findings of one file needs only once. */
interface SourceIndex {
  readonly starts: readonly number[];
  readonly hidden: readonly TextSpan[];
}

const indexes = new WeakMap<SourceFile, SourceIndex>();

/**
 * The line on which a place starts, with what may be secret hidden; undefined when the file has no such line. A place
 * of several lines is marked to the end of its first.
 */
export function showLine(source: SourceFile, place: Place): ShownLine | undefined {
  const { starts, hidden } = indexOf(source);
  const lineStart = starts[place.line - 1];
  if (lineStart === undefined || source.text === '') return undefined;
  const lineEnd = source.text.indexOf('\n', lineStart);
  const line = source.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
  const endColumn = place.endLine === place.line ? place.endColumn : line.length + 1;
  const start = Math.max(0, Math.min(place.column - 1, line.length) - widest);
  const end = Math.min(line.length, start + longestRead);
  const cells = cellsOf(line, start, end, hiddenParts(hidden, lineStart, line.length));
  const first = cells.findIndex((cell) => cell.end >= place.column);
  const from = first < 0 ? cells.length : first;
  const after = cells.findIndex((cell) => cell.start >= endColumn - 1);
  const to = Math.max(from + 1, after < 0 ? cells.length : after);
  return crop(cells, from, to, { left: start > 0, right: end < line.length });
}

function indexOf(source: SourceFile): SourceIndex {
  const known = indexes.get(source) ?? { starts: lineStarts(source.text), hidden: secretSpans(source.text) };
  indexes.set(source, known);
  return known;
}

function hiddenParts(hidden: readonly TextSpan[], lineStart: number, length: number): TextSpan[] {
  return hidden
    .map((span) => ({ start: Math.max(span.start - lineStart, 0), end: Math.min(span.end - lineStart, length) }))
    .filter((span) => span.start < span.end);
}

function cellsOf(line: string, from: number, to: number, hidden: readonly TextSpan[]): Cell[] {
  const cells: Cell[] = [];
  for (let at = from; at < to; ) {
    const secret = hidden.find((span) => span.start <= at && at < span.end);
    const character = String.fromCodePoint(line.codePointAt(at)!);
    const end = secret?.end ?? at + character.length;
    const shown = secret === undefined ? printable(character) : mask;
    cells.push({ text: shown, width: displayWidth(shown), start: at, end });
    at = end;
  }
  return cells;
}

function crop(
  cells: readonly Cell[],
  from: number,
  to: number,
  more: { readonly left: boolean; readonly right: boolean },
): ShownLine {
  const fits = width(cells) <= widest;
  const start = fits ? 0 : Math.max(0, from - contextBefore);
  const end = fits ? cells.length : Math.min(cells.length, start + widest);
  const left = start > 0 || more.left ? '…' : '';
  const right = end < cells.length || more.right ? '…' : '';
  const text = cells.slice(start, end).map((cell) => cell.text);
  return {
    text: (left + text.join('') + right).trimEnd(),
    before: left.length + width(cells.slice(start, from)),
    marked: Math.max(1, width(cells.slice(from, Math.min(to, end)))),
  };
}

function width(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** Tabs become two spaces; what would move the cursor, reorder text or speak to the terminal becomes a dot. */
function printable(character: string): string {
  if (character === '\t') return '  ';
  return /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(character) ? '·' : character;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{20000}-\u{3fffd}]/u;

/** Terminal columns a text takes: 2 for East Asian wide characters and emoji, 0 for combining marks. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}
