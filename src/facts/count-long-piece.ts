import { encodeBytePairs } from './byte-pairs.js';
import type { TokenRanks } from './token-ranks.js';

/** Bytes that are encoded at once, and how many of them, at the end, may be others with what follows. */
export interface WindowSizes {
  readonly window: number;
  readonly margin: number;
}

const defaultSizes: WindowSizes = { window: 384, margin: 48 };
/** Bytes encoded between two yields: some milliseconds. */
const bytesPerStep = 8192;

interface Window {
  readonly start: number;
  readonly size: number;
  /** Tokens before the start. */
  readonly tokens: number;
  /** Where the first token ends in the window before. */
  readonly firstEnd: number | undefined;
}

/**
 * Counts the tokens of one long pre-token exactly and in linear time, where byte-pair encoding it whole would take
 * quadratic time. It is encoded in overlapping windows; each starts where a token of the window before ends. When both
 * have the same next token, their tokens up to there and from there are those of the whole: which pairs are joined to
 * its left depends on nothing to its right, and the other way round, since nothing is joined across its ends. When they
 * differ, the window before was cut too soon, and grows.
 *
 * `bytes` is a string of one character per byte of UTF-8. Yields every few milliseconds.
 */
export function* countLongPiece(
  bytes: string,
  ranks: TokenRanks,
  { window, margin }: WindowSizes = defaultSizes,
): Generator<undefined, number> {
  const encode = rememberLast((text) => encodeBytePairs(text, ranks));
  const before: Window[] = [];
  let current: Window | undefined = { start: 0, size: window, tokens: 0, firstEnd: undefined };
  let work = 0;
  while (current !== undefined) {
    const { start, size, tokens, firstEnd }: Window = current;
    const text = bytes.slice(start, start + size);
    work += text.length;
    if (work >= bytesPerStep) {
      yield;
      work = 0;
    }
    const ends = encode(text);
    if (firstEnd !== undefined && start + (ends[0] ?? 0) !== firstEnd) {
      current = enlarge(before.pop());
      continue;
    }
    if (start + size >= bytes.length) return tokens + ends.length;
    const cut = ends.findLastIndex((end) => end <= size - margin);
    const [end, next] = [ends[cut], ends[cut + 1]];
    if (end === undefined || next === undefined) {
      current = enlarge(current);
      continue;
    }
    before.push(current);
    current = { start: start + end, size: window, tokens: tokens + cut + 1, firstEnd: start + next };
  }
  return 0;
}

function enlarge(window: Window | undefined): Window | undefined {
  return window && { ...window, size: window.size * 2 };
}

/** A piece that repeats itself has the same window again and again. */
function rememberLast(encode: (text: string) => readonly number[]): (text: string) => readonly number[] {
  let last: { readonly text: string; readonly ends: readonly number[] } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, ends: encode(text) };
    return last.ends;
  };
}
