/** A set by its number: two sets are equal exactly when their numbers are. */
export type InternedSet = number;

/** More sets than a process can hold, so that two numbers make one key. */
const mostSets = 2 ** 26;

/**
 * Sets of whole numbers below a size, held as trees that share what they have in common: one member more or less costs
 * the logarithm of the size, and so does not grow with the set.
 */
export class InternedSets {
  readonly empty: InternedSet = 0;
  /** Of the tree: a leaf is 1 for a member, and 0 stands for every empty tree. */
  readonly #height: number;
  readonly #left: number[] = [0, 0];
  readonly #right: number[] = [0, 0];
  readonly #trees = new Map<number, number>();

  constructor(size: number) {
    this.#height = Math.ceil(Math.log2(Math.max(size, 1)));
  }

  /** The set with a member more, or without it when it has it. */
  toggle(set: InternedSet, member: number): InternedSet {
    return this.#toggle(set, member, this.#height);
  }

  #toggle(tree: number, member: number, height: number): number {
    if (height === 0) return 1 - tree;
    const half = 2 ** (height - 1);
    const [left, right] = [this.#left[tree] ?? 0, this.#right[tree] ?? 0];
    return member < half
      ? this.#join(this.#toggle(left, member, height - 1), right)
      : this.#join(left, this.#toggle(right, member - half, height - 1));
  }

  #join(left: number, right: number): number {
    if (left === 0 && right === 0) return 0;
    const key = left * mostSets + right;
    const known = this.#trees.get(key);
    if (known !== undefined) return known;
    const tree = this.#left.length;
    this.#left.push(left);
    this.#right.push(right);
    this.#trees.set(key, tree);
    return tree;
  }
}
