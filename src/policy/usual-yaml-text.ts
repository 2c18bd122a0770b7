import type { ScalarNode } from './yaml-tree.js';

/** Thrown where a text leaves what is usual. */
export const unusual = new Error('not written as most policies are');

/** The value of a scalar without quotes. */
export type ResolvePlain = (source: string) => ScalarNode['value'];

/** The first character of no plain scalar; `-` may be, before something else than a space. */
const indicators = new Set('?:,[]{}#&*!|>\'"%@`');
const flowIndicators = new Set(',[]{}');

/** Characters as codes, for the loop that sees every character of a file. */
const newline = 0x0a;
const space = 0x20;
const hash = 0x23;
const colon = 0x3a;
const flowCodes = new Uint8Array(0x80);
for (const indicator of flowIndicators) flowCodes[indicator.charCodeAt(0)] = 1;

/** A cursor on a YAML text that has no tabs and no carriage returns. */
export class UsualYamlText {
  readonly text: string;
  at = 0;
  /** The column of the line's content, after `nextLine`; -1 at the end of the text. */
  column = -1;
  /** The start of the line after the last content. */
  contentEnd = 0;
  /** The largest column of the comments that stand on lines of their own between that and the cursor; -1 without any. */
  comments = -1;
  readonly #resolve: ResolvePlain;

  constructor(text: string, resolve: ResolvePlain) {
    this.text = text;
    this.#resolve = resolve;
  }

  get next(): string | undefined {
    return this.text[this.at];
  }

  /** To the first content at or after the cursor, which stands at the start of a line. */
  nextLine(): void {
    const { text } = this;
    this.contentEnd = this.at;
    this.comments = -1;
    for (;;) {
      const start = this.at;
      this.skipSpaces();
      this.column = this.at - start;
      if (this.next === '#') {
        this.comments = Math.max(this.comments, this.column);
        this.#skipLine();
      } else if (this.next === '\n') this.at += 1;
      else break;
    }
    if (this.next === undefined) this.column = -1;
    if (this.column === 0 && (text.startsWith('---', this.at) || text.startsWith('...', this.at))) throw unusual;
  }

  /** From the end of a line's content to the next one. */
  endLine(): void {
    const end = this.at;
    this.skipSpaces();
    if (this.next === '#' && this.at > end) this.#skipLine();
    else if (this.next === '\n') this.at += 1;
    else if (this.next !== undefined) throw unusual;
    this.nextLine();
  }

  skipSpaces(): void {
    while (this.next === ' ') this.at += 1;
  }

  /** To what comes next in a flow collection that stands right of a column. */
  skipFlowSpace(column: number): void {
    let lineStart: number | undefined;
    for (;;) {
      const from = this.at;
      this.skipSpaces();
      if (this.next === '\n') {
        this.at += 1;
        lineStart = this.at;
      } else {
        if (lineStart !== undefined && this.at - lineStart <= column) throw unusual;
        if (this.next !== '#' || this.at === from) return;
        this.#skipLine();
        lineStart = this.at;
      }
    }
  }

  isItem(): boolean {
    return this.next === '-' && isBlank(this.text[this.at + 1]);
  }

  isQuote(): boolean {
    return this.next === '"' || this.next === "'";
  }

  /** A text in quotes that ends on its line. */
  readQuoted(): ScalarNode {
    const { text, at: start } = this;
    const quoted = text[start] === '"' ? /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y : /'[^'\n]*(?:''[^'\n]*)*'/y;
    quoted.lastIndex = start;
    const [source] = quoted.exec(text) ?? [];
    if (source === undefined) throw unusual;
    this.at += source.length;
    return { start, end: this.at, kind: 'scalar', value: unquoted(source) };
  }

  /** A scalar without quotes that ends on its line: at `: `, at a comment, in a flow collection also at its indicators. */
  readPlain(inFlow: boolean): ScalarNode {
    const { text, at: start } = this;
    const first = text[start];
    if (first === undefined || isBlank(first) || indicators.has(first)) throw unusual;
    if (first === '-' && (isBlank(text[start + 1]) || flowIndicators.has(text[start + 1] ?? ''))) throw unusual;
    let end = start;
    for (let index = start; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === space) continue;
      if (code === newline || (code === hash && text.charCodeAt(index - 1) === space)) break;
      if (code === colon && endsKey(text[index + 1], inFlow)) break;
      if (inFlow && flowCodes[code] === 1) break;
      end = index + 1;
    }
    this.at = end;
    const plain = text.slice(start, end);
    return { start, end, kind: 'scalar', value: this.#resolve(plain), plain };
  }

  #skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end + 1;
  }
}

export function isBlank(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\n';
}

function endsKey(next: string | undefined, inFlow: boolean): boolean {
  return isBlank(next) || (inFlow && flowIndicators.has(next ?? ''));
}

/** JSON's escapes mean the same in YAML, which has more. */
function unquoted(source: string): string {
  if (source.startsWith("'")) return source.slice(1, -1).replaceAll("''", "'");
  if (!source.includes('\\')) return source.slice(1, -1);
  try {
    return JSON.parse(source) as string;
  } catch {
    throw unusual;
  }
}
