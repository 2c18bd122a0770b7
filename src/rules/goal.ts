import type { Formula } from './formula.js';
import { canBeTrue, notTrue, type TruthSet } from './truth-set.js';

/** What a search asks of a formula: that its truth is one of these. */
export interface Goal {
  readonly formula: Formula;
  readonly allowed: TruthSet;
}

export function mustBeTrue(formula: Formula): Goal {
  return { formula, allowed: canBeTrue };
}

export function mustNotBeTrue(formula: Formula): Goal {
  return { formula, allowed: notTrue };
}
