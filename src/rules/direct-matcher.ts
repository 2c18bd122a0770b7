import { type Awaitable, andThen } from '../facts/and-then.js';
import { truthOfComparison } from './comparison-test.js';
import type { Matcher, MatcherOptions, ReadsFacts } from './engine.js';
import type { Formula, Leaf } from './formula.js';

/**
 * Finds what the engine finds, reading the same facts in the same order, without building an engine: for policies that
 * decide a few requests only, as mutants do. A property test holds the two equal.
 */
export function createDirectMatcher(formulas: readonly Formula[], { first, unknownAs }: MatcherOptions): Matcher {
  return {
    async match(readings) {
      const found: number[] = [];
      for (const [index, formula] of formulas.entries()) {
        const holds = formulaHolds(formula, readings, unknownAs);
        if (!(holds instanceof Promise ? await holds : holds)) continue;
        found.push(index);
        if (first) break;
      }
      return found;
    },
  };
}

/**
 * Whether a formula holds, an unknown comparison counting as this; at once, where no fact takes its time. Reads no more
 * facts than it takes.
 */
export function formulaHolds(formula: Formula, readings: ReadsFacts, unknownAs: boolean): Awaitable<boolean> {
  if (formula.kind !== 'leaf') return partsHold(formula, 0, readings, unknownAs);
  const reading = readings.read(formula.comparison.fact);
  return andThen(reading, (known) => {
    const truth = truthOfComparison(formula.comparison, known);
    return truth === undefined ? unknownAs : truth !== formula.negated;
  });
}

/** From one of its parts on, when those before have not settled it. */
function partsHold(
  group: Exclude<Formula, Leaf>,
  from: number,
  readings: ReadsFacts,
  unknownAs: boolean,
): Awaitable<boolean> {
  const settles = group.kind === 'any';
  for (let index = from; index < group.parts.length; index += 1) {
    const holds = formulaHolds(group.parts[index]!, readings, unknownAs);
    if (holds instanceof Promise) {
      return holds.then((held) => (held === settles ? settles : partsHold(group, index + 1, readings, unknownAs)));
    }
    if (holds === settles) return settles;
  }
  return !settles;
}
