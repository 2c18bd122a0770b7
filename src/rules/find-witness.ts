import type { Reading } from '../facts/reading.js';
import { type ComparisonTest, prepareComparison } from './comparison-test.js';
import type { FactClasses } from './fact-classes.js';
import type { Formula, Leaf } from './formula.js';
import type { Truth } from './truth.js';

/** Readings that make one formula true and keep others from being true; or the proof that there are none. */
export type Witness =
  | { readonly found: true; readonly readings: ReadonlyMap<string, Reading> }
  /** `decided` is false when the search gave up: there may be one. */
  | { readonly found: false; readonly decided: boolean };

/** Nodes after which a search gives up, so that a lint never hangs on a policy made to be hard. */
const nodeLimit = 50_000;

/**
 * Searches the facts' classes for a request that reaches `target` past `blockers`. Exact over the classes: facts are
 * taken as independent of each other, so what it calls unreachable is unreachable.
 */
export function findWitness(
  target: Formula,
  blockers: readonly Formula[],
  classes: ReadonlyMap<string, FactClasses>,
): Witness {
  const search = new Search(target, blockers, classes);
  const readings = search.run();
  if (readings !== undefined) return { found: true, readings };
  return { found: false, decided: search.decided };
}

/** What a part of a formula can still become, as a set of truths. */
const canBeTrue = 1;
const canBeFalse = 2;
const canBeUnknown = 4;

class Search {
  readonly #target: Formula;
  readonly #blockers: readonly Formula[];
  readonly #classes: ReadonlyMap<string, FactClasses>;
  readonly #assigned = new Map<string, Reading>();
  readonly #tests = new Map<Leaf, ComparisonTest>();
  readonly #open = new Map<Leaf, number>();
  #nodes = 0;
  decided = true;

  constructor(target: Formula, blockers: readonly Formula[], classes: ReadonlyMap<string, FactClasses>) {
    this.#target = target;
    this.#blockers = blockers;
    this.#classes = classes;
  }

  run(): ReadonlyMap<string, Reading> | undefined {
    this.#nodes += 1;
    if (this.#nodes > nodeLimit) {
      this.decided = false;
      return undefined;
    }
    const target = this.#possible(this.#target);
    if ((target & canBeTrue) === 0) return undefined;
    const blocking = this.#blockers.filter((blocker) => (this.#possible(blocker) & canBeTrue) !== 0);
    if (blocking.some((blocker) => this.#possible(blocker) === canBeTrue)) return undefined;
    const unsettled = target === canBeTrue ? blocking : [this.#target, ...blocking];
    const fact = firstDefined(unsettled, (formula) => this.#unassignedFact(formula));
    if (fact === undefined) return new Map(this.#assigned);
    return this.#branch(fact);
  }

  #branch(fact: string): ReadonlyMap<string, Reading> | undefined {
    const classes = this.#classes.get(fact);
    if (classes?.complete === false) this.decided = false;
    for (const reading of classes?.representatives ?? []) {
      this.#assigned.set(fact, reading);
      const found = this.run();
      if (found !== undefined) return found;
    }
    this.#assigned.delete(fact);
    return undefined;
  }

  #unassignedFact(formula: Formula): string | undefined {
    if (formula.kind !== 'leaf') return firstDefined(formula.parts, (part) => this.#unassignedFact(part));
    return this.#assigned.has(formula.comparison.fact) ? undefined : formula.comparison.fact;
  }

  #possible(formula: Formula): number {
    if (formula.kind === 'leaf') return this.#possibleLeaf(formula);
    const [absorbing, neutral] = formula.kind === 'all' ? [canBeFalse, canBeTrue] : [canBeTrue, canBeFalse];
    let result = neutral;
    for (const part of formula.parts) result = combine(result, this.#possible(part), absorbing, neutral);
    return result;
  }

  #possibleLeaf(leaf: Leaf): number {
    const reading = this.#assigned.get(leaf.comparison.fact);
    if (reading !== undefined) return this.#truthOf(leaf, reading);
    let open = this.#open.get(leaf);
    if (open === undefined) {
      const readings = this.#classes.get(leaf.comparison.fact)?.representatives ?? [];
      open = readings.reduce((set, each) => set | this.#truthOf(leaf, each), 0);
      this.#open.set(leaf, open);
    }
    return open;
  }

  #truthOf(leaf: Leaf, reading: Reading): number {
    let test = this.#tests.get(leaf);
    if (test === undefined) {
      test = prepareComparison(leaf.comparison);
      this.#tests.set(leaf, test);
    }
    return asSet(test.truth(reading), leaf.negated);
  }
}

function asSet(truth: Truth, negated: boolean): number {
  if (truth === undefined) return canBeUnknown;
  return truth === negated ? canBeFalse : canBeTrue;
}

/** The truths that `a and b` (or `a or b`) can have, for every pair of truths that the two can have. */
function combine(a: number, b: number, absorbing: number, neutral: number): number {
  let result = 0;
  if (((a | b) & absorbing) !== 0) result |= absorbing;
  if ((a & b & neutral) !== 0) result |= neutral;
  if ((a & canBeUnknown && b & (neutral | canBeUnknown)) || (b & canBeUnknown && a & (neutral | canBeUnknown))) {
    result |= canBeUnknown;
  }
  return result;
}

function firstDefined<T, R>(items: readonly T[], of: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const result = of(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
