import type { Reading } from '../facts/reading.js';
import {
  createFormulaRunner,
  type FormulaRunner,
  type Matcher,
  type MatcherOptions,
  type ReadsFacts,
} from './engine.js';
import type { Formula } from './formula.js';
import { type FormulaIndex, indexFormulas, type OpenFormulas } from './formula-index.js';
import { TracedReadings } from './traced-readings.js';

/** A matcher that gives the engine only the formulas that can still hold. */
export interface IndexedMatcher extends Matcher {
  /**
   * Finds the same, and gives the engine some of the formulas besides that the index leaves out, others each time: were
   * one left out wrongly, the result or the facts that are read would differ.
   */
  readonly spotCheck: Matcher;
}

/** Formulas that a spot check adds. */
const addedFormulas = 16;

/**
 * Finds what the plain engine finds, and reads the same facts in the same order: json-rules-engine evaluates each formula
 * that can still hold, one after the other, and an index leaves out those that the facts read so far have settled.
 */
export function createIndexedMatcher(formulas: readonly Formula[], options: MatcherOptions): IndexedMatcher {
  const index = indexFormulas(formulas, options.unknownAs);
  const runner = createFormulaRunner(formulas, options.unknownAs);
  const matching = (added: () => readonly number[]): Matcher => ({
    match: (readings) => new IndexedRun(index, runner, options.first, added()).match(readings),
  });
  let checked = 0;
  const nextFormulas = (): readonly number[] => {
    const count = Math.min(addedFormulas, formulas.length);
    const window = Array.from({ length: count }, (_, offset) => (checked + offset) % formulas.length);
    checked += count;
    return window;
  };
  return { ...matching(() => []), spotCheck: matching(nextFormulas) };
}

class IndexedRun {
  readonly #open: OpenFormulas;
  readonly #runner: FormulaRunner;
  readonly #first: boolean;
  readonly #added: readonly number[];

  constructor(index: FormulaIndex, runner: FormulaRunner, first: boolean, added: readonly number[]) {
    this.#open = index.begin();
    this.#runner = runner;
    this.#first = first;
    this.#added = added;
  }

  async match(readings: ReadsFacts): Promise<readonly number[]> {
    const found: number[] = [];
    const traced = new TracedReadings(readings, (fact, reading) => this.#take(fact, reading));
    for (let at = this.#open.next(0); at !== undefined; at = this.#open.next(at + 1)) {
      if (!(await this.#runner.holds(at, traced))) continue;
      found.push(at);
      if (this.#first) break;
    }
    return found;
  }

  #take(fact: string, reading: Reading): void {
    this.#open.read(fact, reading);
    for (const formula of this.#added) this.#open.open(formula);
  }
}
