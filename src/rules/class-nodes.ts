import { ClassDomain } from './class-domain.js';
import { type ClassRuns, runsHave } from './class-runs.js';
import { Entanglement } from './entanglement.js';
import type { FactClasses } from './fact-classes.js';
import type { Formula, Leaf } from './formula.js';
import { ReadingIndex } from './reading-index.js';
import { canBeFalse, canBeTrue, canBeUnknown, type TruthSet } from './truth-set.js';

/** A formula over classes instead of values: facts are numbers, and every truth is known beforehand. */
export type ClassNode =
  | {
      readonly kind: 'leaf';
      readonly fact: number;
      readonly facts: readonly number[];
      readonly truths: ClassTruths;
    }
  | {
      readonly kind: 'all' | 'any';
      /** Every fact once. */
      readonly facts: readonly number[];
      readonly parts: readonly ClassNode[];
    };

/** The classes of a fact for which a comparison has each truth. */
export type ClassTruths = readonly { readonly truth: TruthSet; readonly runs: ClassRuns }[];

/** The truth in one class; empty when there is no such class. */
export function truthInClass(truths: ClassTruths, index: number): TruthSet {
  for (const { truth, runs } of truths) if (runsHave(runs, index)) return truth;
  return 0;
}

/** Makes formulas ready for searches over the classes of some facts; each formula once. */
export class ClassNodes {
  readonly facts: readonly FactClasses[];
  /** All classes of each fact. */
  readonly all: readonly ClassDomain[];
  readonly entanglement: readonly Entanglement[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #nodes = new WeakMap<Formula, ClassNode>();
  readonly #readings: readonly ReadingIndex[];
  readonly #truths = new Map<string, ClassTruths>();

  constructor(classes: ReadonlyMap<string, FactClasses>) {
    this.facts = [...classes.values()];
    this.all = this.facts.map(({ representatives }) => ClassDomain.full(representatives.length));
    this.entanglement = this.facts.map(({ representatives }) => new Entanglement(representatives.length));
    this.#readings = this.facts.map(({ representatives }) => new ReadingIndex(representatives));
    this.#indexes = new Map(this.facts.map(({ fact }, index) => [fact, index]));
  }

  of(formula: Formula): ClassNode {
    const known = this.#nodes.get(formula);
    if (known !== undefined) return known;
    const node = formula.kind === 'leaf' ? this.#leaf(formula) : this.#group(formula);
    this.#nodes.set(formula, node);
    return node;
  }

  #leaf(leaf: Leaf): ClassNode {
    const fact = this.#indexes.get(leaf.comparison.fact);
    if (fact === undefined) throw new Error(`fact ${leaf.comparison.fact} has no classes`);
    const truths = this.#truthsOf(leaf, fact);
    const holding = truths.find(({ truth }) => truth === canBeTrue);
    if (holding !== undefined) this.entanglement[fact]?.add(holding.runs);
    return { kind: 'leaf', fact, facts: [fact], truths };
  }

  /** The same comparison stands in many rules. */
  #truthsOf({ comparison, negated }: Leaf, fact: number): ClassTruths {
    const key = `${negated} ${JSON.stringify(comparison)}`;
    const known = this.#truths.get(key);
    if (known !== undefined) return known;
    const found = this.#readings[fact]?.truths(comparison) ?? { holding: [], failing: [], unknown: [] };
    const truths = [
      { truth: negated ? canBeFalse : canBeTrue, runs: found.holding },
      { truth: negated ? canBeTrue : canBeFalse, runs: found.failing },
      { truth: canBeUnknown, runs: found.unknown },
    ].filter(({ runs }) => runs.length > 0);
    this.#truths.set(key, truths);
    return truths;
  }

  #group({ kind, parts }: Exclude<Formula, Leaf>): ClassNode {
    const nodes = parts.map((part) => this.of(part));
    const facts = [...new Set(nodes.flatMap((node) => node.facts))];
    return { kind, facts, parts: nodes };
  }
}
