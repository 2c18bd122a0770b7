import type { CliInput } from './io.js';

/** A line of the input, counted from 1, without its end. */
export interface InputLine {
  readonly number: number;
  readonly text: string;
}

/** The lines that are not blank. Understands CRLF and a byte order mark; the last line needs no end. */
export async function* readLines(input: CliInput): AsyncGenerator<InputLine> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  for await (const chunk of input) {
    const parts = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) {
      number += 1;
      if (text.trim() !== '') yield { number, text: clean(text) };
    }
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield { number: number + 1, text: clean(rest) };
}

/** Everything, as text. */
export async function readText(input: CliInput): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of input) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function clean(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r$/, '');
}
