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

/** Columns count from 1 in UTF-16 code units; `endColumn` is the one after the last. */
export function showLine(fileText: string, lineStart: number, column: number, endColumn: number): ShownLine {
  const lineEnd = fileText.indexOf('\n', lineStart);
  const line = fileText.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
  const cells = cellsOf(line, hiddenParts(fileText, lineStart, line.length));
  const first = cells.findIndex((cell) => cell.end >= column);
  const from = first < 0 ? cells.length : first;
  const after = cells.findIndex((cell) => cell.start >= endColumn - 1);
  const to = Math.max(from + 1, after < 0 ? cells.length : after);
  return crop(cells, from, to);
}

function hiddenParts(fileText: string, lineStart: number, length: number): TextSpan[] {
  return secretSpans(fileText)
    .map((span) => ({ start: Math.max(span.start - lineStart, 0), end: Math.min(span.end - lineStart, length) }))
    .filter((span) => span.start < span.end)
    .sort((a, b) => a.start - b.start);
}

function cellsOf(line: string, hidden: readonly TextSpan[]): Cell[] {
  const cells: Cell[] = [];
  for (let at = 0; at < line.length; ) {
    const secret = hidden.find((span) => span.start <= at && at < span.end);
    const character = String.fromCodePoint(line.codePointAt(at)!);
    const end = secret?.end ?? at + character.length;
    const shown = secret === undefined ? printable(character) : mask;
    cells.push({ text: shown, width: displayWidth(shown), start: at, end });
    at = end;
  }
  return cells;
}

function crop(cells: readonly Cell[], from: number, to: number): ShownLine {
  const total = width(cells);
  const start = total <= widest ? 0 : Math.max(0, from - contextBefore);
  const end = total <= widest ? cells.length : Math.min(cells.length, start + widest);
  const cut = { left: start > 0 ? '…' : '', right: end < cells.length ? '…' : '' };
  const text = cells.slice(start, end).map((cell) => cell.text);
  return {
    text: (cut.left + text.join('') + cut.right).trimEnd(),
    before: cut.left.length + width(cells.slice(start, from)),
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
