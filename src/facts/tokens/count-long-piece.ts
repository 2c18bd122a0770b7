import type { BytePairEncoder } from './byte-pairs.js';

/** Bytes that are encoded at once, and how many of them, at the end, may be others with what follows. */
export interface WindowSizes {
  readonly window: number;
  readonly margin: number;
}

const defaultSizes: WindowSizes = { window: 320, margin: 48 };
/** Bytes encoded between two yields: about a millisecond. */
const bytesPerStep = 2048;

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
 * Yields the bytes that were encoded since the last time.
 */
export function* countLongPiece(
  bytes: Uint8Array,
  encoder: BytePairEncoder,
  { window, margin }: WindowSizes = defaultSizes,
): Generator<number, number> {
  const encode = rememberLast(bytes, encoder);
  const before: Window[] = [];
  let current: Window | undefined = { start: 0, size: window, tokens: 0, firstEnd: undefined };
  let work = 0;
  while (current !== undefined) {
    const { start, size, tokens, firstEnd }: Window = current;
    const end = Math.min(start + size, bytes.length);
    work += end - start;
    if (work >= bytesPerStep) {
      yield work;
      work = 0;
    }
    const ends = encode(start, end);
    if (firstEnd !== undefined && start + (ends[0] ?? 0) !== firstEnd) {
      current = enlarge(before.pop());
      continue;
    }
    if (end === bytes.length) return tokens + ends.length;
    const cut = ends.findLastIndex((each) => each <= size - margin);
    const [stop, next] = [ends[cut], ends[cut + 1]];
    if (stop === undefined || next === undefined) {
      current = enlarge(current);
      continue;
    }
    before.push(current);
    current = { start: start + stop, size: window, tokens: tokens + cut + 1, firstEnd: start + next };
  }
  return 0;
}

function enlarge(window: Window | undefined): Window | undefined {
  return window && { ...window, size: window.size * 2 };
}

/** A piece that repeats itself has the same windows, of a few sizes, again and again. */
function rememberLast(bytes: Uint8Array, encoder: BytePairEncoder): (start: number, end: number) => Int32Array {
  const known = new Map<number, { readonly start: number; readonly ends: Int32Array }>();
  return (start, end) => {
    const last = known.get(end - start);
    if (last !== undefined && isSame(bytes, start, last.start, end - start)) return last.ends;
    encoder.encode(bytes, start, end);
    const ends = encoder.ends.slice();
    known.set(end - start, { start, ends });
    return ends;
  };
}

function isSame(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let at = 0; at < length; at += 1) if (bytes[one + at] !== bytes[other + at]) return false;
  return true;
}
