import type { Reading } from '../facts/reading.js';
import { BitSet } from './bit-set.js';
import type { Formula, Leaf } from './formula.js';
import { FormulaGroup } from './formula-group.js';

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
  const byFact = new Map<string, FormulaGroup[]>();
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
  readonly #groups: ReadonlyMap<string, readonly FormulaGroup[]>;
  readonly #readings = new Map<string, Reading>();

  constructor(open: BitSet, branches: Branches, groups: ReadonlyMap<string, readonly FormulaGroup[]>) {
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

function groupsOf(formulas: readonly Formula[], unknownAs: boolean): readonly FormulaGroup[] {
  const groups: FormulaGroup[] = [];
  const nothingRead: Beginning = { facts: [], next: new Map(), groups: new Map() };
  for (const [index, formula] of formulas.entries()) {
    let read = nothingRead;
    for (const leaf of leadingLeaves(formula)) {
      const { fact } = leaf.comparison;
      if (!read.facts.includes(fact)) read = afterReading(fact, read);
      let group = read.groups.get(fact);
      if (group === undefined) {
        group = new FormulaGroup(read.facts, fact, formulas.length, unknownAs);
        read.groups.set(fact, group);
        groups.push(group);
      }
      group.add(index, leaf);
    }
  }
  // Groups of one fact are few; of several there may be as many as formulas.
  return groups.filter(({ facts, size }) => facts.length === 1 || size >= fewestTogether);
}

/** Facts that formulas begin by reading, in this order. */
interface Beginning {
  readonly facts: readonly string[];
  /** By the fact that is read next. */
  readonly next: Map<string, Beginning>;
  /** By the fact that is compared. */
  readonly groups: Map<string, FormulaGroup>;
}

function afterReading(fact: string, { facts, next }: Beginning): Beginning {
  let found = next.get(fact);
  if (found === undefined) {
    found = { facts: [...facts, fact], next: new Map(), groups: new Map() };
    next.set(fact, found);
  }
  return found;
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
