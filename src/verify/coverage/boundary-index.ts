import type { Reading } from '../../facts/reading.js';
import type { Comparison } from '../../policy/condition.js';
import { countBelow } from './count-below.js';
import type { CoverageItem } from './coverage-item.js';

export type BoundaryItem = CoverageItem & { readonly kind: 'boundaries' };

/** Finds the boundaries at which a value may stand: of thousands of thresholds those next to it. */
export class BoundaryIndex {
  readonly #facts = new Map<string, FactBoundaries>();

  constructor(items: Iterable<BoundaryItem>) {
    for (const item of items) {
      const [first] = item.within;
      if (first === undefined) continue;
      let boundaries = this.#facts.get(first.fact);
      if (boundaries === undefined) {
        boundaries = new FactBoundaries();
        this.#facts.set(first.fact, boundaries);
      }
      boundaries.add(item, first);
    }
  }

  /** Every item that holds for what a fact gave is among them. */
  around(fact: string, reading: Reading): Iterable<BoundaryItem> {
    const boundaries = this.#facts.get(fact);
    return boundaries === undefined || !reading.known || typeof reading.value !== 'number'
      ? []
      : boundaries.around(reading.value);
  }

  delete(item: BoundaryItem): void {
    const [first] = item.within;
    if (first !== undefined) this.#facts.get(first.fact)?.delete(item, first);
  }
}

class FactBoundaries {
  /** Items about one value, by the value. */
  readonly #exact = new Map<number, Set<BoundaryItem>>();
  /** Items about what lies between two thresholds, by the lower one. */
  readonly #gaps = new Map<number, Set<BoundaryItem>>();
  #ascending: readonly number[] | undefined;

  add(item: BoundaryItem, first: Comparison): void {
    const { items, at } = this.#home(item, first);
    const known = items.get(at);
    if (known === undefined) items.set(at, new Set([item]));
    else known.add(item);
    this.#ascending = undefined;
  }

  delete(item: BoundaryItem, first: Comparison): void {
    const { items, at } = this.#home(item, first);
    items.get(at)?.delete(item);
  }

  around(value: number): readonly BoundaryItem[] {
    this.#ascending ??= [...this.#gaps.keys()].sort((a, b) => a - b);
    const below = this.#ascending[countBelow(value, this.#ascending) - 1];
    const gap = below === undefined ? undefined : this.#gaps.get(below);
    return [...(this.#exact.get(value) ?? []), ...(gap ?? [])];
  }

  #home(
    { within }: BoundaryItem,
    first: Comparison,
  ): { readonly items: Map<number, Set<BoundaryItem>>; readonly at: number } {
    if (first.operator === 'is') return { items: this.#exact, at: Number(first.value) };
    const lower = within.find(({ operator }) => operator === 'above');
    return { items: this.#gaps, at: lower === undefined ? Number.NEGATIVE_INFINITY : Number(lower.value) };
  }
}
