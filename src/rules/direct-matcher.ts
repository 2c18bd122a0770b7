import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import { prepareComparison } from './comparison-test.js';
import type { Matcher, MatcherOptions, ReadsFacts } from './engine.js';
import type { Formula } from './formula.js';
import type { Truth } from './truth.js';

/**
 * Finds what the engine finds, reading the same facts in the same order, without building an engine: for policies that
 * decide a few requests only, as mutants do. A property test holds the two equal.
 */
export function createDirectMatcher(formulas: readonly Formula[], { first, unknownAs }: MatcherOptions): Matcher {
  return {
    async match(readings) {
      const found: number[] = [];
      for (const [index, formula] of formulas.entries()) {
        if (!(await formulaHolds(formula, readings, unknownAs))) continue;
        found.push(index);
        if (first) break;
      }
      return found;
    },
  };
}

/** Whether a formula holds, an unknown comparison counting as this. Reads no more facts than it takes. */
export async function formulaHolds(formula: Formula, readings: ReadsFacts, unknownAs: boolean): Promise<boolean> {
  if (formula.kind === 'leaf') {
    const read = readings.read(formula.comparison.fact);
    const truth = truthOf(formula.comparison, read instanceof Promise ? await read : read);
    return truth === undefined ? unknownAs : truth !== formula.negated;
  }
  const settles = formula.kind === 'any';
  for (const part of formula.parts) if ((await formulaHolds(part, readings, unknownAs)) === settles) return settles;
  return !settles;
}

const tests = new WeakMap<Comparison, (reading: Reading) => Truth>();

function truthOf(comparison: Comparison, reading: Reading): Truth {
  let truth = tests.get(comparison);
  if (truth === undefined) {
    truth = prepareComparison(comparison).truth;
    tests.set(comparison, truth);
  }
  return truth(reading);
}
