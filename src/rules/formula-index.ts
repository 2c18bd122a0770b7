import type { Reading } from '../facts/reading.js';
import type { FactScalar } from '../policy/fact-domain.js';
import { BitSet } from './bit-set.js';
import { prepareComparison } from './comparison-test.js';
import type { Formula, Leaf } from './formula.js';
import type { Truth } from './truth.js';

/**
 * Tells, of many formulas, which ones the facts that were read leave open. A formula is left out once evaluating it
 * would read no other fact and find it false, so that leaving it out cannot be seen: that is when the comparisons it
 * begins with have all their facts read and one of them does not hold. An `any` is left out when all its branches are.
 * Equality is looked up by value; any other comparison is made once for all branches that begin with it.
 */
export interface FormulaIndex {
  /** Nothing is read yet: every formula is open. */
  begin(): OpenFormulas;
}

/** The formulas that are open in one run. */
export interface OpenFormulas {
  /** Takes what a fact gave when it was first read. */
  read(fact: string, reading: Reading): void;
  /** The first open formula at or after an index. */
  next(from: number): number | undefined;
  /** Opens a formula again, whatever was read. */
  open(formula: number): void;
}

/** Comparisons at the beginning of a formula that are looked at; those behind them are left to the engine. */
const mostLeading = 4;
/** Formulas that begin with the same facts, below which it is cheaper to hand them to the engine. */
const fewestTogether = 4;

/** `unknownAs`: what an unknown comparison counts as. */
export function indexFormulas(formulas: readonly Formula[], unknownAs: boolean): FormulaIndex {
  const branches = new Branches(formulas);
  const groups = groupsOf(branches.all, unknownAs);
  const byFact = new Map<string, Group[]>();
  for (const group of groups) {
    for (const fact of new Set(group.facts)) byFact.set(fact, [...(byFact.get(fact) ?? []), group]);
  }
  const all = BitSet.full(branches.all.length);
  return { begin: () => new OpenSet(all.copy(), branches, byFact) };
}

/** Formulas taken apart where any part makes them true; a formula's branches stand beside each other. */
class Branches {
  readonly all: readonly Formula[];
  readonly #firstOf: readonly number[];
  readonly #formulaOf: readonly number[];

  constructor(formulas: readonly Formula[]) {
    const all: Formula[] = [];
    const firstOf: number[] = [];
    const formulaOf: number[] = [];
    for (const [index, formula] of formulas.entries()) {
      firstOf.push(all.length);
      for (const branch of formula.kind === 'any' ? formula.parts : [formula]) {
        all.push(branch);
        formulaOf.push(index);
      }
    }
    this.all = all;
    this.#firstOf = firstOf;
    this.#formulaOf = formulaOf;
  }

  /** Where a formula's branches begin; behind all where there is no such formula. */
  firstOf(formula: number): number {
    return this.#firstOf[formula] ?? this.all.length;
  }

  formulaOf(branch: number): number | undefined {
    return this.#formulaOf[branch];
  }
}

class OpenSet implements OpenFormulas {
  /** Of the branches. */
  readonly #open: BitSet;
  readonly #branches: Branches;
  readonly #groups: ReadonlyMap<string, readonly Group[]>;
  readonly #readings = new Map<string, Reading>();

  constructor(open: BitSet, branches: Branches, groups: ReadonlyMap<string, readonly Group[]>) {
    this.#open = open;
    this.#branches = branches;
    this.#groups = groups;
  }

  read(fact: string, reading: Reading): void {
    this.#readings.set(fact, reading);
    for (const group of this.#groups.get(fact) ?? []) {
      if (group.facts.every((each) => this.#readings.has(each))) {
        group.close(this.#open, this.#readings.get(group.compared)!);
      }
    }
  }

  next(from: number): number | undefined {
    const branch = this.#open.next(this.#branches.firstOf(from));
    return branch === undefined ? undefined : this.#branches.formulaOf(branch);
  }

  open(formula: number): void {
    this.#open.add(this.#branches.firstOf(formula));
  }
}

/** Branches that begin by reading the same facts in the same order, and then compare one of these facts. */
class Group {
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

function groupsOf(formulas: readonly Formula[], unknownAs: boolean): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [index, formula] of formulas.entries()) {
    const facts: string[] = [];
    for (const leaf of leadingLeaves(formula)) {
      const { fact } = leaf.comparison;
      if (!facts.includes(fact)) facts.push(fact);
      const key = JSON.stringify([facts, fact]);
      let group = groups.get(key);
      if (group === undefined) {
        group = new Group([...facts], fact, formulas.length, unknownAs);
        groups.set(key, group);
      }
      group.add(index, leaf);
    }
  }
  // Groups of one fact are few; of several there may be as many as formulas.
  return [...groups.values()].filter(({ facts, size }) => facts.length === 1 || size >= fewestTogether);
}

/** The comparisons that a formula is evaluated by first: as soon as one does not hold, it is false. */
function leadingLeaves(formula: Formula): readonly Leaf[] {
  if (formula.kind === 'leaf') return [formula];
  const leaves: Leaf[] = [];
  if (formula.kind === 'any') return leaves;
  for (const part of formula.parts) {
    if (part.kind !== 'leaf' || leaves.length === mostLeading) break;
    leaves.push(part);
  }
  return leaves;
}
