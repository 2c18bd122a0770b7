import { BytePairEncoder } from './byte-pairs.js';
import { ByteTable, emptyHash, hashByte, hashBytes } from './byte-table.js';
import { countLongPiece } from './count-long-piece.js';
import type { Vocabulary } from './vocabulary.js';

/** Pre-tokens above this many UTF-16 code units are counted in windows, because encoding takes quadratic time. */
export const longPiece = 256;
/** A code unit has at most so many bytes in UTF-8. */
const mostBytesPerUnit = 3;
/** Pieces of more than one token that are remembered: one generation of them. */
const remembered = { entries: 2 ** 14, bytes: 2 ** 19, probes: 16 };
/** An encoded byte takes about as long as so many others. */
const encodingWork = 32;

/** Counts the tokens of pre-tokens, each for itself, and remembers those that have several. */
export class PieceCounter {
  readonly #vocabulary: Vocabulary;
  readonly #encoder: BytePairEncoder;
  readonly #bytes = new Uint8Array(longPiece * mostBytesPerUnit);
  /** The older of two generations goes when the younger is full; what is asked for meanwhile moves to the younger. */
  #young = new ByteTable(remembered);
  #old: ByteTable | undefined;
  /** Bytes of all pieces so far, and the time they took: in units of what one character of usual text takes. */
  bytes = 0;
  work = 0;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#encoder = new BytePairEncoder(vocabulary);
  }

  /** The tokens of a text from one place to another, not further than `longPiece`. */
  count(text: string, from: number, to: number): number {
    const bytes = this.#bytes;
    let hash = emptyHash;
    let size = 0;
    for (let at = from; at < to; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit >= 0x80) {
        size = writeUtf8(text, from, to, bytes);
        hash = hashBytes(bytes, 0, size);
        break;
      }
      bytes[size] = unit;
      hash = hashByte(hash, unit);
      size += 1;
    }
    this.bytes += size;
    return this.#vocabulary.rank(bytes, 0, size, hash) >= 0 ? 1 : this.#countSeveral(size, hash);
  }

  /** The same for pieces of any length, in steps of about a millisecond. */
  *countLong(text: string, from: number, to: number): Generator<undefined, number> {
    const bytes = Buffer.from(text.slice(from, to));
    this.bytes += bytes.length;
    this.work += bytes.length;
    const steps = countLongPiece(bytes, this.#encoder);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      this.work += step.value * encodingWork;
      yield;
    }
  }

  #countSeveral(size: number, hash: number): number {
    let tokens = this.#young.get(this.#bytes, 0, size, hash);
    if (tokens >= 0) return tokens;
    tokens = this.#old?.get(this.#bytes, 0, size, hash) ?? -1;
    if (tokens < 0) {
      this.work += size * encodingWork;
      tokens = this.#encoder.encode(this.#bytes, 0, size);
    }
    this.#remember(size, hash, tokens);
    return tokens;
  }

  #remember(size: number, hash: number, tokens: number): void {
    if (this.#young.add(this.#bytes, 0, size, hash, tokens)) return;
    this.#old = this.#young;
    this.#young = new ByteTable(remembered);
    this.#young.add(this.#bytes, 0, size, hash, tokens);
  }
}

/** A surrogate without its partner becomes U+FFFD. Gives the number of bytes. */
function writeUtf8(text: string, from: number, to: number, bytes: Uint8Array): number {
  let size = 0;
  for (let at = from; at < to; at += 1) {
    let code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes[size++] = code;
    } else if (code < 0x800) {
      bytes[size++] = 0xc0 | (code >> 6);
      bytes[size++] = 0x80 | (code & 0x3f);
    } else {
      const next = at + 1 < to ? text.charCodeAt(at + 1) : 0;
      if ((code & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff);
        at += 1;
        bytes[size++] = 0xf0 | (code >> 18);
        bytes[size++] = 0x80 | ((code >> 12) & 0x3f);
      } else {
        if ((code & 0xf800) === 0xd800) code = 0xfffd;
        bytes[size++] = 0xe0 | (code >> 12);
      }
      bytes[size++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[size++] = 0x80 | (code & 0x3f);
    }
  }
  return size;
}
