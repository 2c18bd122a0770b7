import { type Awaitable, andThen } from '../../facts/and-then.js';
import type { CompiledPolicy, CompiledRule } from '../../rules/compile-policy.js';
import { formulaHolds } from '../../rules/direct-matcher.js';
import type { ReadsFacts } from '../../rules/engine.js';
import { type Formula, leavesOf } from '../../rules/formula.js';
import { TracedReadings } from '../../rules/traced-readings.js';

/** Other formulas of rules, by the index of the rules, ascending. */
export type OtherFormulas = ReadonlyMap<number, Formula>;

/**
 * How one request went through the rules of a policy, and how it would go if some rules had other formulas: told from
 * what is known of the rules that stay, at once where no fact takes its time. Where one does, everything is asked again
 * when it is there: what was read is kept.
 */
export class DecidedRun {
  /** The rule that decided; the number of rules for the default. */
  readonly ruleIndex: number;
  readonly #rules: readonly CompiledRule[];
  readonly #readings: ReadsFacts;
  /** By an index, the first rule from there on that holds. */
  readonly #holding = new Map<number, number>();
  /** How many of the rules that were evaluated read each fact. */
  #readers: ReadonlyMap<string, number> | undefined;

  constructor({ rules }: CompiledPolicy, ruleIndex: number, readings: ReadsFacts) {
    this.#rules = rules;
    this.ruleIndex = ruleIndex;
    this.#readings = readings;
  }

  /** The rule that would decide. */
  decidedWith(formulas: OtherFormulas): Awaitable<number> {
    for (const [index, formula] of formulas) {
      if (index > this.ruleIndex) break;
      const holds = this.#holds(formula);
      if (holds instanceof Promise) return holds.then(() => this.decidedWith(formulas));
      if (holds) return index;
    }
    return formulas.has(this.ruleIndex) ? this.#nextWith(formulas, this.ruleIndex + 1) : this.ruleIndex;
  }

  /** The first rule from an index on that holds, looked for below another; the number of rules when there is none. */
  firstHolding(from: number, below = this.#rules.length): Awaitable<number> {
    const known = this.#holding.get(from);
    if (known !== undefined) return known < below ? known : this.#rules.length;
    for (let index = from; index < below; index += 1) {
      const holds = this.#holds(this.#rules[index]!.formula);
      if (holds instanceof Promise) return holds.then(() => this.firstHolding(from, below));
      if (!holds) continue;
      this.#holding.set(from, index);
      return index;
    }
    if (below === this.#rules.length) this.#holding.set(from, below);
    return this.#rules.length;
  }

  /** Whether other facts would be read on the way, when the same rule decides. */
  readsOthersWith(formulas: OtherFormulas): Awaitable<boolean> {
    const readers = this.#countReaders();
    if (readers instanceof Promise) return readers.then(() => this.readsOthersWith(formulas));
    const changed = new Map<string, number>();
    for (const [index, formula] of formulas) {
      if (index > this.ruleIndex) break;
      const own = this.#rules[index]?.formula;
      // Of a large policy most facts are read by many rules: whatever one of them does, they are.
      if (own === undefined || (formulas.size === 1 && leavesOf(own).every((leaf) => isReadByMany(leaf, readers))))
        continue;
      const [before, after] = [this.#readsOf(own), this.#readsOf(formula)];
      if (before instanceof Promise) return before.then(() => this.readsOthersWith(formulas));
      if (after instanceof Promise) return after.then(() => this.readsOthersWith(formulas));
      for (const fact of before) changed.set(fact, (changed.get(fact) ?? 0) - 1);
      for (const fact of after) changed.set(fact, (changed.get(fact) ?? 0) + 1);
    }
    return [...changed].some(([fact, more]) => {
      const count = readers.get(fact) ?? 0;
      return count > 0 !== count + more > 0;
    });
  }

  #nextWith(formulas: OtherFormulas, from: number): Awaitable<number> {
    const next = this.firstHolding(from);
    if (next instanceof Promise) return next.then(() => this.#nextWith(formulas, from));
    for (const [index, formula] of formulas) {
      if (index < from || index > next) continue;
      const holds = this.#holds(formula);
      if (holds instanceof Promise) return holds.then(() => this.#nextWith(formulas, from));
      if (holds) return index;
    }
    return formulas.has(next) ? this.#nextWith(formulas, next + 1) : next;
  }

  #countReaders(): Awaitable<ReadonlyMap<string, number>> {
    if (this.#readers !== undefined) return this.#readers;
    const readers = new Map<string, number>();
    for (const { formula } of this.#rules.slice(0, this.ruleIndex + 1)) {
      const reads = this.#readsOf(formula);
      if (reads instanceof Promise) return reads.then(() => this.#countReaders());
      for (const fact of reads) readers.set(fact, (readers.get(fact) ?? 0) + 1);
    }
    this.#readers = readers;
    return readers;
  }

  #readsOf(formula: Formula): Awaitable<readonly string[]> {
    const traced = new TracedReadings(this.#readings);
    return andThen(formulaHolds(formula, traced, false), () => [...traced.trace.keys()]);
  }

  #holds(formula: Formula): Awaitable<boolean> {
    return formulaHolds(formula, this.#readings, false);
  }
}

function isReadByMany(
  { comparison }: ReturnType<typeof leavesOf>[number],
  readers: ReadonlyMap<string, number>,
): boolean {
  return (readers.get(comparison.fact) ?? 0) > 1;
}
