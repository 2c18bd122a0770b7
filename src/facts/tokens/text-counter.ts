import { classify } from './character-classes.js';
import { longPiece, PieceCounter } from './piece-counter.js';
import { type ClassifiedText, type EncodingName, mostAhead, preTokenEnd } from './pre-tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** How far a text has been counted. */
export interface CountedText {
  /** UTF-16 code units: a pre-token begins there. */
  readonly upTo: number;
  readonly bytes: number;
  readonly tokens: number;
}

export const nothingCounted: CountedText = { upTo: 0, bytes: 0, tokens: 0 };

/** UTF-16 code units that are split at once. */
const blockSize = 4096;
/** Units classified between two yields, where a pre-token is longer than that. */
const unitsPerStep = 2 ** 17;

/** Counts the tokens of texts as tiktoken's `encode_ordinary` does, block by block. */
export class TextCounter {
  readonly #pieces: PieceCounter;
  readonly #endOf: ReturnType<typeof preTokenEnd>;
  /** For blocks of the usual size: nothing of one is needed after a yield. */
  readonly #classes = new Uint8Array(blockSize + 1);

  constructor(encoding: EncodingName, vocabulary: Vocabulary) {
    this.#pieces = new PieceCounter(vocabulary);
    this.#endOf = preTokenEnd(encoding);
  }

  /** What has been done so far, in units of what one character of usual text takes: some ten nanoseconds. */
  get work(): number {
    return this.#pieces.work;
  }

  /** Goes on counting; yields how far it is after every block, and while it is at a long pre-token. */
  *count(text: string, from: CountedText): Generator<CountedText, void> {
    let done = from;
    while (done.upTo < text.length) {
      let block = this.#block(text, done.upTo);
      let next = this.#countBlock(block, done);
      while (next === done) {
        block = yield* this.#longer(block, done);
        next = yield* this.#countFirst(block, done);
      }
      done = next;
      yield done;
    }
  }

  #block(text: string, base: number): ClassifiedText {
    const size = Math.min(blockSize, text.length - base);
    classify(text, base, base + size, this.#classes, 0);
    this.#pieces.work += size;
    return { text, base, classes: this.#classes, size, seen: 0 };
  }

  /** Up to a pre-token that is long, or that what follows the block may change. */
  #countBlock(block: ClassifiedText, done: CountedText): CountedText {
    const { text, base } = block;
    const before = this.#pieces.bytes;
    let tokens = 0;
    let start = 0;
    while (start < block.size) {
      const end = this.#certainEnd(block, start);
      if (end === undefined || end - start > longPiece) break;
      tokens += this.#pieces.count(text, base + start, base + end);
      start = end;
    }
    if (start === 0) return done;
    return { upTo: base + start, bytes: done.bytes + this.#pieces.bytes - before, tokens: done.tokens + tokens };
  }

  /** The first pre-token of a block, which may be long. */
  *#countFirst(block: ClassifiedText, done: CountedText): Generator<CountedText, CountedText> {
    const end = this.#certainEnd(block, 0);
    if (end === undefined) return done;
    const { text, base } = block;
    const steps = this.#pieces.countLong(text, base, base + end);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done !== true) yield done;
      else {
        const bytes = Buffer.byteLength(text.slice(base, base + end));
        return { upTo: base + end, bytes: done.bytes + bytes, tokens: done.tokens + step.value };
      }
    }
  }

  /** Undefined when what follows the block may change it. */
  #certainEnd(block: ClassifiedText, start: number): number | undefined {
    block.seen = start;
    const end = this.#endOf(block, start);
    const isCertain = block.seen + mostAhead <= block.size || block.base + block.size === block.text.length;
    return isCertain ? end : undefined;
  }

  /** The block, twice as long where that is needed to tell its first pre-token. */
  *#longer(block: ClassifiedText, done: CountedText): Generator<CountedText, ClassifiedText> {
    if (this.#certainEnd(block, 0) !== undefined) return block;
    const { text, base } = block;
    const size = Math.min(block.size * 2, text.length - base);
    const classes = new Uint8Array(size + 1);
    classes.set(block.classes.subarray(0, block.size));
    for (let at = block.size; at < size; at += unitsPerStep) {
      const end = Math.min(at + unitsPerStep, size);
      classify(text, base + at, base + end, classes, at);
      this.#pieces.work += end - at;
      yield done;
    }
    return { text, base, classes, size, seen: 0 };
  }
}
