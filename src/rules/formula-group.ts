import type { Reading } from '../facts/reading.js';
import type { FactScalar } from '../policy/fact-domain.js';
import { BitSet } from './bit-set.js';
import { prepareComparison } from './comparison-test.js';
import type { Leaf } from './formula.js';
import type { Truth } from './truth.js';

/** Branches that begin by reading the same facts in the same order, and then compare one of these facts. */
export class FormulaGroup {
  readonly facts: readonly string[];
  readonly compared: string;
  readonly #count: number;
  readonly #unknownAs: boolean;
  readonly #byValue = new Map<unknown, number[]>();
  readonly #others = new Map<string, OtherComparison>();
  /** Formulas that stand under a value; made when first used, because most groups of a few are dropped. */
  #equal: BitSet | undefined;
  size = 0;

  constructor(facts: readonly string[], compared: string, count: number, unknownAs: boolean) {
    this.facts = facts;
    this.compared = compared;
    this.#count = count;
    this.#unknownAs = unknownAs;
  }

  add(formula: number, leaf: Leaf): void {
    this.size += 1;
    const values = valuesThatHold(leaf);
    if (values === undefined) {
      const key = `${leaf.negated} ${JSON.stringify(leaf.comparison)}`;
      const other = this.#others.get(key);
      if (other !== undefined) other.formulas.push(formula);
      else {
        const { truth } = prepareComparison(leaf.comparison);
        this.#others.set(key, { truth, negated: leaf.negated, formulas: [formula] });
      }
      return;
    }
    for (const value of values) {
      const formulas = this.#byValue.get(value);
      if (formulas === undefined) this.#byValue.set(value, [formula]);
      else formulas.push(formula);
    }
  }

  /** Leaves out every formula whose comparison does not hold. */
  close(open: BitSet, reading: Reading): void {
    for (const { truth, negated, formulas } of this.#others.values()) {
      const found = truth(reading);
      const holds = found === undefined ? this.#unknownAs : found !== negated;
      if (!holds) for (const formula of formulas) open.remove(formula);
    }
    if (!reading.known && this.#unknownAs) return;
    const equal = reading.known ? (this.#byValue.get(reading.value) ?? []) : [];
    const kept = equal.filter((formula) => open.has(formula));
    this.#equal ??= BitSet.of(this.#count, [...this.#byValue.values()].flat());
    open.removeAll(this.#equal);
    for (const formula of kept) open.add(formula);
  }
}

interface OtherComparison {
  readonly truth: (reading: Reading) => Truth;
  readonly negated: boolean;
  readonly formulas: number[];
}

/** The values for which a comparison holds, where it holds for no others. */
function valuesThatHold({ comparison, negated }: Leaf): readonly FactScalar[] | undefined {
  switch (comparison.operator) {
    case 'is':
      return negated ? undefined : [comparison.value];
    case 'one_of':
      return negated ? undefined : comparison.value;
    case 'is_not':
      return negated ? [comparison.value] : undefined;
    case 'none_of':
      return negated ? comparison.value : undefined;
    default:
      return undefined;
  }
}
