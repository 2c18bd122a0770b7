import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { choicesOf } from '../../src/execute/answer-content.js';
import { isFields } from '../../src/fields.js';

/** All that chunks say, by choice and kind: text, refusal, reasoning, tool calls, finish_reason. */
export type Said = ReadonlyMap<string, string>;

export function saidBy(chunks: readonly ChatCompletionChunk[]): Said {
  const said = new Map<string, string>();
  for (const choice of chunks.flatMap(choicesOf)) {
    const delta = isFields(choice.delta) ? choice.delta : {};
    const kinds = { ...delta, finish: choice.finish_reason, role: undefined };
    for (const [kind, value] of Object.entries(kinds)) {
      const text = typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
      const key = `${choice.index} ${kind}`;
      if (text !== '') said.set(key, (said.get(key) ?? '') + text);
    }
  }
  return said;
}

/** One after the other; of the later one's text so many characters are left out. */
export function saidAfter(before: Said, after: Said, without: number): Said {
  const said = new Map(before);
  for (const [key, text] of after) {
    const rest = key === firstText ? text.slice(without) : text;
    if (rest !== '') said.set(key, (said.get(key) ?? '') + rest);
  }
  return said;
}

export function isSame(a: Said, b: Said): boolean {
  return a.size === b.size && isBeginning(a, b) && isBeginning(b, a);
}

/** Whether everything in `part` begins what is in `whole`. */
export function isBeginning(part: Said, whole: Said): boolean {
  return [...part].every(([key, text]) => whole.get(key)?.startsWith(text) === true);
}

/** The text of the first choice. */
export function textOf(said: Said): string {
  return said.get(firstText) ?? '';
}

const firstText = '0 content';

/** Choices that have something, but no finish_reason. */
export function unfinished(said: Said): readonly string[] {
  const choices = new Set([...said.keys()].map((key) => key.split(' ', 1)[0] ?? ''));
  return [...choices].filter((choice) => !said.has(`${choice} finish`));
}
