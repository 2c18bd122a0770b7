import { prepareComparison } from './comparison-test.js';
import type { FactClasses } from './fact-classes.js';
import type { Formula, Leaf } from './formula.js';
import { canBeTrue, type TruthSet, truthSetOf } from './truth-set.js';

/** A formula over classes instead of values: facts are numbers, and every truth is known beforehand. */
export type ClassNode =
  | {
      readonly kind: 'leaf';
      readonly fact: number;
      readonly facts: readonly number[];
      /** By class of the fact. */
      readonly truths: Uint8Array;
      /** Over all classes. */
      readonly open: TruthSet;
    }
  | {
      readonly kind: 'all' | 'any';
      /** Every fact once. */
      readonly facts: readonly number[];
      readonly parts: readonly ClassNode[];
    };

/** Makes formulas ready for searches over the classes of some facts; each formula once. */
export class ClassNodes {
  readonly facts: readonly FactClasses[];
  /** In how many comparisons' truth each class of each fact stands: a class with few is the likelier way past them. */
  readonly entanglement: readonly Uint32Array[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #nodes = new WeakMap<Formula, ClassNode>();

  constructor(classes: ReadonlyMap<string, FactClasses>) {
    this.facts = [...classes.values()];
    this.entanglement = this.facts.map(({ representatives }) => new Uint32Array(representatives.length));
    this.#indexes = new Map(this.facts.map(({ fact }, index) => [fact, index]));
  }

  of(formula: Formula): ClassNode {
    const known = this.#nodes.get(formula);
    if (known !== undefined) return known;
    const node = formula.kind === 'leaf' ? this.#leaf(formula) : this.#group(formula);
    this.#nodes.set(formula, node);
    return node;
  }

  #leaf({ comparison, negated }: Leaf): ClassNode {
    const fact = this.#indexes.get(comparison.fact);
    if (fact === undefined) throw new Error(`fact ${comparison.fact} has no classes`);
    const test = prepareComparison(comparison);
    const readings = this.facts[fact]?.representatives ?? [];
    const truths = Uint8Array.from(readings, (reading) => truthSetOf(test.truth(reading), negated));
    const entangled = this.entanglement[fact];
    truths.forEach((truth, index) => {
      if (truth === canBeTrue && entangled !== undefined) entangled[index] = (entangled[index] ?? 0) + 1;
    });
    return { kind: 'leaf', fact, facts: [fact], truths, open: truths.reduce((set, truth) => set | truth, 0) };
  }

  #group({ kind, parts }: Exclude<Formula, Leaf>): ClassNode {
    const nodes = parts.map((part) => this.of(part));
    const facts = [...new Set(nodes.flatMap((node) => node.facts))];
    return { kind, facts, parts: nodes };
  }
}
