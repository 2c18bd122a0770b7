import type { HeardAnswer, HeardToolCall } from '../heard-answer.js';

/** How two answers to one request agree. What does not apply is absent. */
export interface Agreement {
  /** The same text and the same tool calls. */
  readonly exact: boolean;
  /**
   * F1 of the words that both have, from 0 to 1, as SQuAD scores answers (https://arxiv.org/abs/1606.05250): lower-cased,
   * without punctuation; absent when neither has any text.
   */
  readonly similarity?: number;
  /** Whether both call the same functions with the same arguments, in this order; absent when neither calls any. */
  readonly tool_calls?: boolean;
}

/** Undefined when an answer was too long to be kept whole. */
export function compareAnswers(primary: HeardAnswer, candidate: HeardAnswer): Agreement | undefined {
  if (primary.cut || candidate.cut) return undefined;
  const calls = sameCalls(primary.toolCalls, candidate.toolCalls);
  const similarity = wordF1(primary.text, candidate.text);
  return {
    exact: primary.text === candidate.text && calls !== false,
    ...(similarity !== undefined && { similarity }),
    ...(calls !== undefined && { tool_calls: calls }),
  };
}

export function wordF1(a: string, b: string): number | undefined {
  const [ours, theirs] = [wordsOf(a), wordsOf(b)];
  if (ours.length + theirs.length === 0) return undefined;
  const left = new Map<string, number>();
  for (const word of ours) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of theirs) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared += 1;
  }
  return (2 * shared) / (ours.length + theirs.length);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function sameCalls(ours: readonly HeardToolCall[], theirs: readonly HeardToolCall[]): boolean | undefined {
  if (ours.length + theirs.length === 0) return undefined;
  return ours.length === theirs.length && ours.every((call, index) => sameCall(call, theirs[index] as HeardToolCall));
}

function sameCall(a: HeardToolCall, b: HeardToolCall): boolean {
  return a.name === b.name && canonicalJson(a.arguments) === canonicalJson(b.arguments);
}

/** The order of keys and the white space between them mean nothing; text that is no JSON stands for itself. */
function canonicalJson(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text === '' ? '{}' : text)));
  } catch {
    return `not JSON: ${text}`;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
