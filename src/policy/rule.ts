import type { Place } from '../diagnostics/place.js';
import type { Condition } from './condition.js';
import type { Outcome } from './outcome.js';

export interface Rule {
  /** As written; `table.entry` for an entry of a table. */
  readonly id: string;
  readonly description?: string;
  /** `when` and not `unless`, as one condition. */
  readonly condition: Condition;
  readonly outcome: Outcome;
  /** The rule, or the table's entry. */
  readonly place: Place;
}
