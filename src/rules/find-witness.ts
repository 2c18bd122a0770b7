import { ClassSearch, type Witness } from './class-search.js';
import type { FactClasses } from './fact-classes.js';
import type { Formula } from './formula.js';
import { mustBeTrue, mustNotBeTrue } from './goal.js';

/** A request that reaches `target` past `blockers`: readings that make the one true and keep the others from being true. */
export function findWitness(
  target: Formula,
  blockers: readonly Formula[],
  classes: ReadonlyMap<string, FactClasses>,
): Witness {
  return new ClassSearch(classes).solve([mustBeTrue(target), ...blockers.map(mustNotBeTrue)]);
}
