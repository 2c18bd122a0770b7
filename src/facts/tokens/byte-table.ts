const offset = 0x811c9dc5 | 0;
const prime = 0x01000193;

/** FNV-1a, 32 bits; `emptyHash` before the first byte. */
export const emptyHash = offset;

export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, prime);
}

export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = offset;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), prime);
  return hash;
}

export interface ByteTableSize {
  readonly entries: number;
  /** Of all keys together. */
  readonly bytes: number;
  /** Slots that a look-up visits at most: bounds its time where others choose the keys. Default: as many as it takes. */
  readonly probes?: number;
}

/**
 * Numbers by strings of bytes, in flat memory: a look-up makes no object and no string. Keys are named by a range of an
 * array and its hash.
 */
export class ByteTable {
  readonly #mostEntries: number;
  readonly #probes: number;
  readonly #mask: number;
  /** By slot: the entry's index, from 1; 0 where there is none. */
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  /** By entry: where its key starts among the bytes, and the end of the last. */
  readonly #starts: Uint32Array;
  readonly #values: Int32Array;
  readonly #bytes: Uint8Array;
  #entries = 0;

  constructor({ entries, bytes, probes }: ByteTableSize) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(entries, 1) * 2));
    this.#mostEntries = entries;
    this.#probes = probes ?? slots;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots);
    this.#hashes = new Int32Array(slots);
    this.#starts = new Uint32Array(entries + 1);
    this.#values = new Int32Array(entries);
    this.#bytes = new Uint8Array(bytes);
  }

  /** The number of a key; -1 without one. */
  get(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let slot = this.#slotOf(hash);
    for (let probe = 0; probe < this.#probes; probe += 1) {
      const entry = this.#slots[slot] as number;
      if (entry === 0) return -1;
      if (this.#hashes[slot] === hash && this.#equals(entry - 1, bytes, start, end)) {
        return this.#values[entry - 1] as number;
      }
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  /** Adds a key that is not in the table yet. False when there is no room for it. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, value: number): boolean {
    const entry = this.#entries;
    const at = this.#starts[entry] as number;
    if (entry === this.#mostEntries || at + end - start > this.#bytes.length) return false;
    let slot = this.#slotOf(hash);
    for (let probe = 0; this.#slots[slot] !== 0; probe += 1) {
      // Too many of one hash: whatever is tried next has room, so this key does without.
      if (probe >= this.#probes) return true;
      slot = (slot + 1) & this.#mask;
    }
    for (let index = start; index < end; index += 1) this.#bytes[at + index - start] = bytes[index] as number;
    this.#slots[slot] = entry + 1;
    this.#hashes[slot] = hash;
    this.#starts[entry + 1] = at + end - start;
    this.#values[entry] = value;
    this.#entries += 1;
    return true;
  }

  #slotOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  #equals(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[entry] as number;
    if ((this.#starts[entry + 1] as number) - from !== end - start) return false;
    for (let at = start; at < end; at += 1) if (this.#bytes[from + at - start] !== bytes[at]) return false;
    return true;
  }
}
