import { hashBytes } from './byte-table.js';
import type { Vocabulary } from './vocabulary.js';

const none = 0x7fff_ffff;
const usualLength = 512;

/**
 * Byte-pair encoding as tiktoken does it: of all neighbours that make a token together, those of the lowest rank are
 * joined first, and of equal ranks the leftmost. Time is quadratic in the length. What it works on is kept from one
 * call to the next.
 */
export class BytePairEncoder {
  readonly #vocabulary: Vocabulary;
  /** Where each part starts, and the end of the last: first of each byte, at last of each token. */
  #starts = new Int32Array(usualLength + 1);
  /** The rank of each part together with its right neighbour. */
  #pairs = new Int32Array(usualLength);
  #count = 0;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Where the tokens end, relative to the start; good until the next call. */
  get ends(): Int32Array {
    return this.#starts.subarray(1, this.#count + 1);
  }

  /** Gives the number of tokens of a range of bytes. */
  encode(bytes: Uint8Array, start: number, end: number): number {
    this.#begin(end - start);
    const pairs = this.#pairs;
    for (let part = 0; part < this.#count; part += 1) this.#rank(bytes, start, part);
    for (;;) {
      let lowest = none;
      let first = 0;
      let last = 0;
      for (let part = 0; part < this.#count; part += 1) {
        const found = pairs[part] as number;
        if (found > lowest || found === none) continue;
        if (found < lowest) {
          lowest = found;
          first = part;
        }
        last = part;
      }
      if (lowest === none) return this.#count;
      let newest = none;
      for (let part = first; part <= last && newest > lowest; part += 1) {
        if (pairs[part] !== lowest) continue;
        newest = this.#join(bytes, start, part);
        last -= 1;
      }
    }
  }

  #begin(length: number): void {
    if (length > this.#pairs.length) {
      this.#starts = new Int32Array(length * 2 + 1);
      this.#pairs = new Int32Array(length * 2);
    }
    for (let part = 0; part <= length; part += 1) this.#starts[part] = part;
    this.#count = length;
  }

  #rank(bytes: Uint8Array, offset: number, part: number): number {
    let found = -1;
    if (part + 2 <= this.#count) {
      const start = offset + (this.#starts[part] as number);
      const end = offset + (this.#starts[part + 2] as number);
      found = this.#vocabulary.rank(bytes, start, end, hashBytes(bytes, start, end));
    }
    this.#pairs[part] = found < 0 ? none : found;
    return this.#pairs[part] as number;
  }

  /** Joins a part and its right neighbour, and gives the lower rank of the two pairs that come about. */
  #join(bytes: Uint8Array, offset: number, part: number): number {
    this.#starts.copyWithin(part + 1, part + 2, this.#count + 1);
    this.#pairs.copyWithin(part, part + 1, this.#count);
    this.#count -= 1;
    const right = this.#rank(bytes, offset, part);
    return part > 0 ? Math.min(right, this.#rank(bytes, offset, part - 1)) : right;
  }
}
