/** A binary heap of numbers, smallest first, in one growing typed array. */
export class MinimumHeap {
  #items: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#items = new Float64Array(Math.max(16, capacity));
  }

  get size(): number {
    return this.#size;
  }

  push(item: number): void {
    if (this.#size === this.#items.length) this.#grow();
    const items = this.#items;
    let hole = this.#size;
    this.#size += 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = items[parent] as number;
      if (above <= item) break;
      items[hole] = above;
      hole = parent;
    }
    items[hole] = item;
  }

  /** Removes the smallest; NaN when the heap is empty. */
  pop(): number {
    if (this.#size === 0) return Number.NaN;
    const items = this.#items;
    const smallest = items[0] as number;
    this.#size -= 1;
    this.#sink(items[this.#size] as number);
    return smallest;
  }

  #sink(item: number): void {
    const items = this.#items;
    const size = this.#size;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && (items[child + 1] as number) < (items[child] as number)) child += 1;
      const below = items[child] as number;
      if (below >= item) break;
      items[hole] = below;
      hole = child;
    }
    items[hole] = item;
  }

  #grow(): void {
    const larger = new Float64Array(this.#items.length * 2);
    larger.set(this.#items);
    this.#items = larger;
  }
}
