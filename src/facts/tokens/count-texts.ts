import { longestTokenBytes } from '../../request/prompt-token-bounds.js';
import type { CountRange } from '../reading.js';
import type { RecentTexts } from './recent-texts.js';
import type { IsSettled } from './settled-by.js';
import { type CountedText, nothingCounted, type TextCounter } from './text-counter.js';

interface Counting {
  readonly counter: TextCounter;
  readonly recent: RecentTexts;
  /** Left out where the count is to be exact. */
  readonly isSettled?: IsSettled | undefined;
}

/** A text that is not counted to its end, and what bounds the rest of it. */
interface OpenText {
  readonly text: string;
  readonly counted: CountedText;
  /** In UTF-8; not less than it has. */
  bytes: number;
}

/** Work between two yields: a few milliseconds. */
const workPerTurn = 2 ** 16;
const workPerText = 64;
const mostBytesPerUnit = 3;

/**
 * Bounds what all texts have; then counts one after the other, and each closes in on the sum, until it is settled.
 * Yields every few milliseconds.
 */
export function* countTexts(
  texts: readonly string[],
  { counter, recent, isSettled }: Counting,
): Generator<undefined, CountRange> {
  const { open, ...sum } = boundsOf(texts, recent);
  if (isSettled !== undefined && !isSettled(sum.atLeast, sum.atMost)) sum.atMost -= measureBytes(open);
  let turnBegan = counter.work;
  let besides = 0;
  for (const each of open) {
    if (isSettled?.(sum.atLeast, sum.atMost)) break;
    let { counted } = each;
    sum.atLeast -= leastOf(each, counted);
    sum.atMost -= mostOf(each, counted);
    for (counted of counter.count(each.text, counted)) {
      if (isSettled?.(sum.atLeast + leastOf(each, counted), sum.atMost + mostOf(each, counted))) break;
      if (counter.work - turnBegan + besides < workPerTurn) continue;
      yield;
      turnBegan = counter.work;
      besides = 0;
    }
    sum.atLeast += leastOf(each, counted);
    sum.atMost += mostOf(each, counted);
    recent.set(each.text, counted);
    besides += workPerText;
  }
  return { at_least: sum.atLeast, at_most: sum.atMost };
}

interface Bounds {
  readonly open: readonly OpenText[];
  atLeast: number;
  atMost: number;
}

/** By the lengths of the texts alone: a megabyte costs no more than a word. */
function boundsOf(texts: readonly string[], recent: RecentTexts): Bounds {
  const open: OpenText[] = [];
  let [atLeast, atMost] = [0, 0];
  for (const text of texts) {
    if (text === '') continue;
    const counted = recent.get(text) ?? nothingCounted;
    const each = { text, counted, bytes: text.length * mostBytesPerUnit };
    atLeast += leastOf(each, counted);
    atMost += mostOf(each, counted);
    if (counted.upTo < text.length) open.push(each);
  }
  return { open, atLeast, atMost };
}

/** Puts the bytes that texts have in the place of those that they have at most; gives the difference. */
function measureBytes(open: readonly OpenText[]): number {
  let fewer = 0;
  for (const each of open) {
    const bytes = Buffer.byteLength(each.text);
    fewer += each.bytes - bytes;
    each.bytes = bytes;
  }
  return fewer;
}

/** Every code unit has at least a byte, and every token at most so many. */
function leastOf({ text }: OpenText, { upTo, tokens }: CountedText): number {
  return tokens + Math.ceil((text.length - upTo) / longestTokenBytes);
}

/** Every token has at least a byte. */
function mostOf({ text, bytes }: OpenText, counted: CountedText): number {
  return counted.upTo === text.length ? counted.tokens : counted.tokens + bytes - counted.bytes;
}
