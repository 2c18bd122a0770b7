import type { Truth } from './truth.js';

/** A set of truths, as bits: what a part of a formula can still become, or what is asked of it. */
export type TruthSet = number;

export const canBeTrue: TruthSet = 1;
export const canBeFalse: TruthSet = 2;
export const canBeUnknown: TruthSet = 4;
/** What keeps a rule from deciding: it needs true. */
export const notTrue: TruthSet = canBeFalse | canBeUnknown;
/** What makes a constraint apply: it does unless false. */
export const notFalse: TruthSet = canBeTrue | canBeUnknown;

export function truthSetOf(truth: Truth, negated = false): TruthSet {
  if (truth === undefined) return canBeUnknown;
  return truth === negated ? canBeFalse : canBeTrue;
}

/** The truths that an `all` (or an `any`) of two parts can have, for every pair of truths that the two can have. */
export function combineTruthSets(kind: 'all' | 'any', a: TruthSet, b: TruthSet): TruthSet {
  const [absorbing, neutral] = kind === 'all' ? [canBeFalse, canBeTrue] : [canBeTrue, canBeFalse];
  let result = ((a | b) & absorbing) | (a & b & neutral);
  const undecided = neutral | canBeUnknown;
  if ((a & canBeUnknown && b & undecided) || (b & canBeUnknown && a & undecided)) result |= canBeUnknown;
  return result;
}
