import type { Place } from '../../diagnostics/place.js';
import type { Outcome } from '../../policy/outcome.js';
import type { Tier } from '../../policy/tier.js';
import type { Formula, Leaf } from '../../rules/formula.js';

/** What was done to a policy. */
export type MutantKind = 'threshold' | 'negate' | 'drop' | 'unless' | 'swap' | 'outcome' | 'candidates' | 'constraint';

/** A policy with one small mistake: what a slip of the pen, or a merge, makes of it. */
export interface Mutant {
  readonly kind: MutantKind;
  /** Where the mistake stands in the policy. */
  readonly place: Place;
  /** The mistake in words: `tokens is below 501 instead of 500`. */
  readonly mistake: string;
  readonly effect: MutantEffect;
}

export type MutantEffect =
  /**
   * Conditions of rules are others, by the index of the rules. Made when asked for, and not kept: `otherwise` of a large
   * table repeats the whole table.
   */
  | {
      readonly of: 'conditions';
      readonly formulas: () => ReadonlyMap<number, Formula>;
      /** What the policy itself does not compare; absent when it compares all of it. */
      readonly comparison?: Leaf;
    }
  /** The rules from `start` up to `middle` stand below those up to `end`. */
  | { readonly of: 'order'; readonly start: number; readonly middle: number; readonly end: number }
  /** A rule leads elsewhere; the index after the last is the default. */
  | { readonly of: 'outcome'; readonly ruleIndex: number; readonly outcome: Outcome }
  /** Others compete by price: in these outcomes, by the index of their rules, and in these tiers. */
  | {
      readonly of: 'candidates';
      readonly outcomes: ReadonlyMap<number, Outcome>;
      readonly tiers: ReadonlyMap<string, Tier>;
    }
  /** A constraint has another condition, or is gone. */
  | { readonly of: 'constraint'; readonly constraintIndex: number; readonly formula: Formula | undefined };
