import type { Place } from '../diagnostics/place.js';
import type { FactScalar } from './fact-domain.js';

/** A condition whose facts and operators are known to exist and to fit each other. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[]; readonly place: Place }
  | { readonly kind: 'not'; readonly condition: Condition; readonly place: Place }
  | { readonly kind: 'comparison'; readonly comparison: Comparison; readonly place: Place };

/** One operator over one fact. `is` and `one_of` have their negated twins as operators of their own. */
export type Comparison = { readonly fact: string } & (
  | { readonly operator: 'is' | 'is_not'; readonly value: FactScalar }
  | { readonly operator: 'one_of' | 'none_of'; readonly value: readonly FactScalar[] }
  | { readonly operator: 'below' | 'at_most' | 'above' | 'at_least'; readonly value: number }
  | { readonly operator: 'between'; readonly value: readonly [number, number] }
  | { readonly operator: 'starts_with' | 'ends_with' | 'contains'; readonly value: string }
  | { readonly operator: 'exists'; readonly value: boolean }
);

export type Operator = Comparison['operator'];
