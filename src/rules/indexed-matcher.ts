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
const addedFormulas = 8;

/**
 * Finds what the plain engine finds, and reads the same facts in the same order: json-rules-engine evaluates each formula
 * that can still hold, one after the other, and an index leaves out those that the facts read so far have settled.
 */
export function createIndexedMatcher(formulas: readonly Formula[], options: MatcherOptions): IndexedMatcher {
  const index = indexFormulas(formulas, options.unknownAs);
  const runner = createFormulaRunner(formulas, options.unknownAs);
  let checked = 0;
  const nextFormulas = (): ReadonlySet<number> => {
    const count = Math.min(addedFormulas, formulas.length);
    const window = Array.from({ length: count }, (_, offset) => (checked + offset) % formulas.length);
    checked += count;
    return new Set(window);
  };
  return {
    match: (readings) => new IndexedRun(index, runner, options.first).match(readings),
    spotCheck: {
      match(readings) {
        const added = nextFormulas();
        // Made for this check alone: in time checks add every formula, and what is kept of each would be a whole engine.
        const once = createFormulaRunner(formulas, options.unknownAs);
        const either: FormulaRunner = {
          holds: (formula, traced) => (added.has(formula) ? once : runner).holds(formula, traced),
        };
        return new IndexedRun(index, either, options.first, added).match(readings);
      },
    },
  };
}

class IndexedRun {
  readonly #open: OpenFormulas;
  readonly #runner: FormulaRunner;
  readonly #first: boolean;
  readonly #added: Iterable<number>;

  constructor(index: FormulaIndex, runner: FormulaRunner, first: boolean, added: Iterable<number> = []) {
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
