import type { Place } from '../../diagnostics/place.js';
import type { Comparison } from '../../policy/condition.js';
import type { Formula, Leaf } from '../../rules/formula.js';

export const coverageKinds = ['rules', 'conditions', 'boundaries', 'arms', 'positions', 'constraints'] as const;
export type CoverageKind = (typeof coverageKinds)[number];

/** Something in a policy that a case can exercise. */
export type CoverageItem = {
  /** Where it stands in the policy. */
  readonly place: Place;
  /** In words: `by-size.otherwise decides`. */
  readonly what: string;
} & CoverageTarget;

export type CoverageTarget =
  /** A rule decides; the index after the last is the default. */
  | { readonly kind: 'rules'; readonly ruleIndex: number }
  /** A comparison comes out like this. */
  | { readonly kind: 'conditions'; readonly uses: readonly ComparisonUse[]; readonly truth: boolean }
  /** A comparison with a threshold is asked about a value at, or next to, the threshold. */
  | {
      readonly kind: 'boundaries';
      readonly uses: readonly ComparisonUse[];
      readonly threshold: number;
      readonly within: readonly Comparison[];
    }
  /** A rule or constraint asks for an experiment, and the request is in this arm. */
  | { readonly kind: 'arms'; readonly uses: readonly ComparisonUse[]; readonly fact: string; readonly arm: string }
  /** A model of a chain answers; of models that compete by price, the cheapest or the one behind it. */
  | {
      readonly kind: 'positions';
      readonly route: ChainRoute;
      readonly slot: string | ByPrice;
      /** The slots that fail before it. */
      readonly before: readonly string[];
    }
  | { readonly kind: 'constraints'; readonly constraintIndex: number };

/** Whichever slot stands there for a request. */
export type ByPrice = { readonly byPrice: 'cheapest' | 'next' };

/** The tier that a chain belongs to, or the rule that names its models. */
export type ChainRoute = { readonly tier: string } | { readonly rule: string };

/** A place in the policy where a comparison is evaluated; the same one in several entries of a table. */
export interface ComparisonUse {
  readonly in: 'rules' | 'constraints';
  readonly index: number;
  readonly formula: Formula;
  readonly leaf: Leaf;
}
