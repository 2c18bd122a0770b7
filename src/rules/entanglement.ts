import type { ClassDomain } from './class-domain.js';
import type { ClassRuns } from './class-runs.js';

/** Counts in how many comparisons' truth each class of a fact stands: a class with few is the likelier way past them. */
export class Entanglement {
  readonly #counts: Uint32Array;
  /** The first class with the least count, as far as counts have been looked at. */
  #least = 0;
  #level = 0;

  constructor(classes: number) {
    this.#counts = new Uint32Array(classes);
  }

  /** One comparison more is true in these classes. */
  add(runs: ClassRuns): void {
    const counts = this.#counts;
    for (let at = 0; at < runs.length; at += 2) {
      const end = runs[at + 1] ?? 0;
      for (let index = runs[at] ?? 0; index < end; index += 1) counts[index] = (counts[index] ?? 0) + 1;
    }
  }

  /** The least entangled class of a domain; undefined when it is empty. */
  least(domain: ClassDomain): number | undefined {
    if (domain.size > 1 && domain.has(this.#leastOfAll())) return this.#least;
    const members = domain.members();
    const [first] = members;
    if (first === undefined) return undefined;
    return members.reduce((best, index) => (this.#countOf(index) < this.#countOf(best) ? index : best), first);
  }

  /**
   * The classes of a domain, the least entangled first. Of classes with the same mark it gives the first only; marks are
   * asked for when the first of all classes would not do.
   */
  *inOrder(domain: ClassDomain, markOf: () => (index: number) => string | number): Generator<number> {
    const least = this.least(domain);
    if (least === undefined) return;
    yield least;
    // Mostly the first will do.
    const mark = markOf();
    const first = new Map([[mark(least), least]]);
    for (const index of domain.members()) {
      const key = mark(index);
      const best = first.get(key);
      if (best === undefined || (best !== least && this.#countOf(index) < this.#countOf(best))) first.set(key, index);
    }
    const others = [...first.values()].filter((index) => index !== least);
    yield* others.toSorted((a, b) => this.#countOf(a) - this.#countOf(b) || a - b);
  }

  /** Counts only grow, so that what was not the least before is not the least now, as long as the least has not grown. */
  #leastOfAll(): number {
    const counts = this.#counts;
    while (this.#countOf(this.#least) > this.#level) {
      const next = counts.indexOf(this.#level, this.#least + 1);
      if (next !== -1) this.#least = next;
      else {
        this.#level = counts.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
        this.#least = counts.indexOf(this.#level);
      }
    }
    return this.#least;
  }

  #countOf(index: number): number {
    return this.#counts[index] ?? 0;
  }
}
