import type { Formula } from './formula.js';
import type { Goal } from './goal.js';
import { canBeFalse, canBeTrue, notFalse, notTrue, type TruthSet } from './truth-set.js';

/** What it takes that the evaluation of a formula comes to one of its leaves, an unknown comparison counting as this. */
export function goalsToReach(formula: Formula, leaf: Formula, unknownAs: boolean): readonly Goal[] | undefined {
  if (formula === leaf) return [];
  if (formula.kind === 'leaf') return undefined;
  const before: Goal[] = [];
  for (const part of formula.parts) {
    const within = goalsToReach(part, leaf, unknownAs);
    if (within !== undefined) return [...before, ...within];
    before.push({ formula: part, allowed: goesOnAfter(formula.kind, unknownAs) });
  }
  return undefined;
}

/** An `all` goes on while its parts hold, an `any` while they do not. */
function goesOnAfter(kind: 'all' | 'any', unknownAs: boolean): TruthSet {
  if (kind === 'all') return unknownAs ? notFalse : canBeTrue;
  return unknownAs ? canBeFalse : notTrue;
}
