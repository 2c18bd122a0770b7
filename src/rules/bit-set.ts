/** A set of small whole numbers, below a size that is given once. */
export class BitSet {
  readonly #words: Uint32Array;

  constructor(words: Uint32Array) {
    this.#words = words;
  }

  static of(size: number, members: readonly number[]): BitSet {
    const set = new BitSet(new Uint32Array((size + 31) >>> 5));
    for (const member of members) set.add(member);
    return set;
  }

  /** All numbers below the size. */
  static full(size: number): BitSet {
    const words = new Uint32Array((size + 31) >>> 5).fill(0xffff_ffff);
    if (size % 32 !== 0) words[words.length - 1] = 0xffff_ffff >>> (32 - (size % 32));
    return new BitSet(words);
  }

  copy(): BitSet {
    return new BitSet(this.#words.slice());
  }

  has(member: number): boolean {
    return ((this.#words[member >>> 5] ?? 0) & (1 << (member & 31))) !== 0;
  }

  add(member: number): void {
    const at = member >>> 5;
    this.#words[at] = (this.#words[at] ?? 0) | (1 << (member & 31));
  }

  remove(member: number): void {
    const at = member >>> 5;
    this.#words[at] = (this.#words[at] ?? 0) & ~(1 << (member & 31));
  }

  removeAll(members: BitSet): void {
    const [own, other] = [this.#words, members.#words];
    for (let at = 0; at < own.length; at += 1) own[at] = (own[at] ?? 0) & ~(other[at] ?? 0);
  }

  /** The least member that is not below a number; undefined when there is none. */
  next(from: number): number | undefined {
    const words = this.#words;
    let at = from >>> 5;
    let word = (words[at] ?? 0) & (-1 << (from & 31));
    while (word === 0) {
      at += 1;
      if (at >= words.length) return undefined;
      word = words[at] ?? 0;
    }
    return at * 32 + (31 - Math.clz32(word & -word));
  }
}
