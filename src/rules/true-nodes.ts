import { coverOf } from './class-cover.js';
import type { ClassNode } from './class-nodes.js';
import { truthAt } from './narrow-goal.js';
import { canBeTrue } from './truth-set.js';

/** Finds, of many nodes, those that are true for one class of each fact. Nodes are numbered in the order they are added. */
export class TrueNodes {
  readonly #nodes: (ClassNode | undefined)[] = [];
  /** Nodes that may be true whatever is chosen. */
  readonly #anywhere: number[] = [];
  /** By fact: the nodes under each block of classes. */
  readonly #blocks: Map<number, number[]>[][] = [];

  /** Undefined takes a number that stands for nothing. */
  add(node: ClassNode | undefined): void {
    const number = this.#nodes.length;
    this.#nodes.push(node);
    if (node === undefined) return;
    const cover = coverOf(node);
    if (cover === undefined) this.#anywhere.push(number);
    for (const { fact, runs } of cover ?? []) {
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
    const node = this.#nodes[number];
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
