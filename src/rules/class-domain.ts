import { type ClassRuns, runsHave } from './class-runs.js';

/** The classes that are left for a fact. Never changed. */
export class ClassDomain {
  /** How many there are. */
  readonly size: number;
  /** The only one; -1 stands for no class of a fact that has none. */
  readonly #only: number | undefined;
  readonly #words: Uint32Array;

  private constructor(size: number, words: Uint32Array, only?: number) {
    this.size = size;
    this.#words = words;
    this.#only = only;
  }

  /** All classes below a number. */
  static full(count: number): ClassDomain {
    if (count === 0) return new ClassDomain(0, noWords);
    const words = new Uint32Array((count + 31) >>> 5).fill(0xffff_ffff);
    if (count % 32 !== 0) words[words.length - 1] = 0xffff_ffff >>> (32 - (count % 32));
    return new ClassDomain(count, words);
  }

  static of(index: number): ClassDomain {
    return new ClassDomain(1, noWords, index);
  }

  has(index: number): boolean {
    if (this.#only !== undefined) return this.#only === index;
    return ((this.#words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** Whether one of these classes is left. */
  meets(runs: ClassRuns): boolean {
    if (this.#only !== undefined) return runsHave(runs, this.#only);
    const words = this.#words;
    for (let at = 0; at < runs.length; at += 2) {
      const [start, end] = [runs[at] ?? 0, runs[at + 1] ?? 0];
      const last = (end - 1) >>> 5;
      for (let word = start >>> 5; word <= last; word += 1) {
        if (((words[word] ?? 0) & maskWithin(word, start, end)) !== 0) return true;
      }
    }
    return false;
  }

  /** What is left of it within these runs, which have no class in common. */
  within(parts: readonly ClassRuns[]): ClassDomain {
    if (this.#only !== undefined) {
      const only = this.#only;
      return parts.some((runs) => runsHave(runs, only)) ? this : new ClassDomain(0, noWords);
    }
    const words = new Uint32Array(this.#words.length);
    for (const runs of parts) {
      for (let at = 0; at < runs.length; at += 2) this.#copy(words, runs[at] ?? 0, runs[at + 1] ?? 0);
    }
    return ClassDomain.#from(words);
  }

  static #from(words: Uint32Array): ClassDomain {
    let size = 0;
    let last = 0;
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at] ?? 0;
      if (word === 0) continue;
      last = at * 32 + lowestBit(word);
      size += countBits(word);
    }
    if (size > 1) return new ClassDomain(size, words);
    return size === 1 ? ClassDomain.of(last) : new ClassDomain(0, noWords);
  }

  #copy(words: Uint32Array, start: number, end: number): void {
    const last = (end - 1) >>> 5;
    for (let word = start >>> 5; word <= last; word += 1) {
      words[word] = (words[word] ?? 0) | ((this.#words[word] ?? 0) & maskWithin(word, start, end));
    }
  }

  /** In ascending order. */
  members(): readonly number[] {
    if (this.#only !== undefined) return [this.#only];
    const members: number[] = [];
    for (const [at, bits] of this.#words.entries()) {
      for (let word = bits; word !== 0; word &= word - 1) members.push(at * 32 + lowestBit(word));
    }
    return members;
  }
}

const noWords = new Uint32Array(0);

/** The bits of a word that stand for numbers of a run. */
function maskWithin(word: number, start: number, end: number): number {
  const first = word * 32;
  const low = start > first ? -1 << (start - first) : -1;
  const high = end < first + 32 ? ~(-1 << (end - first)) : -1;
  return low & high;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return (((bits + (bits >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}
