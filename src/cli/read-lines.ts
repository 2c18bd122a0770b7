import { decodeText } from '../policy/read-regular-file.js';
import type { CliInput } from './io.js';

/** A line of the input, counted from 1, without its end. */
export interface InputLine {
  readonly number: number;
  /** Undefined when the line is not UTF-8 text. */
  readonly text: string | undefined;
}

const lineFeed = 0x0a;

/** The lines that are not blank. Understands CRLF and a byte order mark; the last line needs no end. */
export async function* readLines(input: CliInput): AsyncGenerator<InputLine> {
  let rest: Uint8Array[] = [];
  let number = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      number += 1;
      yield* lineOf(number, [...rest, bytes.subarray(start, end)]);
      rest = [];
      start = end + 1;
    }
    rest.push(bytes.subarray(start));
  }
  yield* lineOf(number + 1, rest);
}

function* lineOf(number: number, parts: readonly Uint8Array[]): Generator<InputLine> {
  const text = decoded(parts);
  if (text?.trim() !== '') yield { number, text: text && clean(text) };
}

/** Everything, as text; undefined when it is not UTF-8. */
export async function readText(input: CliInput): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  for await (const chunk of input) parts.push(Buffer.from(chunk));
  return decoded(parts);
}

function decoded(parts: readonly Uint8Array[]): string | undefined {
  try {
    return decodeText(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}

function clean(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r$/, '');
}
