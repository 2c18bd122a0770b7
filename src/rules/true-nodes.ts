import { coverOf } from './class-cover.js';
import type { ClassDomain } from './class-domain.js';
import type { ClassNode } from './class-nodes.js';
import { truthAt, truthsWithin } from './narrow-goal.js';
import { canBeTrue } from './truth-set.js';

/** Finds, of many nodes, those that are true for one class of each fact, or that may be within domains. */
export class TrueNodes {
  readonly #nodes = new Map<number, ClassNode>();
  /** Nodes that may be true whatever is chosen. */
  readonly #anywhere: number[] = [];
  /** By fact: the nodes under each block of classes. */
  readonly #blocks: Map<number, number[]>[][] = [];
  /** By fact: the nodes under any of its classes. */
  readonly #covered: number[][] = [];

  /** Numbers ascend from node to node. */
  add(number: number, node: ClassNode): void {
    this.#nodes.set(number, node);
    const cover = coverOf(node);
    if (cover === undefined) this.#anywhere.push(number);
    for (const { fact, runs } of cover ?? []) {
      this.#covered[fact] ??= [];
      this.#covered[fact].push(number);
      for (let at = 0; at < runs.length; at += 2) this.#cover(fact, runs[at] ?? 0, runs[at + 1] ?? 0, number);
    }
  }

  /** The first of their numbers below a limit, ascending. */
  at(choice: readonly number[], { below, most }: { readonly below: number; readonly most: number }): readonly number[] {
    const found: number[] = [];
    let before = -1;
    for (const number of this.#candidates(choice)) {
      if (number >= below || found.length >= most) break;
      if (number !== before && this.#isTrue(number, choice)) found.push(number);
      before = number;
    }
    return found;
  }

  /** Whether one of those with a number below this may be true when each fact is in one of these classes. */
  someWithin(domains: readonly ClassDomain[], below: number): boolean {
    const mayBeTrue = (number: number): boolean => {
      const node = number < below ? this.#nodes.get(number) : undefined;
      return node !== undefined && (truthsWithin(node, domains) & canBeTrue) !== 0;
    };
    if (this.#anywhere.some(mayBeTrue)) return true;
    return this.#blocks.some((levels, fact) => {
      const domain = domains[fact];
      if (domain?.size !== 1) return this.#covered[fact]?.some(mayBeTrue) === true;
      const [only = -1] = domain.members();
      return levels.some((blocks, level) => blocks.get(only >> level)?.some(mayBeTrue) === true);
    });
  }

  /** Ascending; one may come more than once. */
  #candidates(choice: readonly number[]): Uint32Array {
    const candidates = [...this.#anywhere];
    for (const [fact, levels] of this.#blocks.entries()) {
      for (const [level, blocks] of levels?.entries() ?? []) {
        for (const number of blocks.get((choice[fact] ?? -1) >> level) ?? []) candidates.push(number);
      }
    }
    return Uint32Array.from(candidates).sort();
  }

  #isTrue(number: number, choice: readonly number[]): boolean {
    const node = this.#nodes.get(number);
    return node !== undefined && truthAt(node, choice) === canBeTrue;
  }

  /** Takes a run apart into blocks whose sizes are powers of two, each beginning at a multiple of its size. */
  #cover(fact: number, start: number, end: number, number: number): void {
    this.#blocks[fact] ??= [];
    const levels = this.#blocks[fact];
    for (let from = start; from < end; ) {
      let level = 0;
      while (from % 2 ** (level + 1) === 0 && from + 2 ** (level + 1) <= end) level += 1;
      for (let below = levels.length; below <= level; below += 1) levels.push(new Map());
      const blocks = levels[level];
      const block = from >> level;
      const known = blocks?.get(block);
      if (known === undefined) blocks?.set(block, [number]);
      else known.push(number);
      from += 2 ** level;
    }
  }
}
