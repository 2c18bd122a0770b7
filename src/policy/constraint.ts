import type { Place } from '../diagnostics/place.js';
import type { Condition } from './condition.js';
import type { Cap, Requirement } from './policy-document.generated.js';

export interface Constraint {
  readonly id: string;
  readonly description?: string;
  readonly condition: Condition;
  readonly require?: Requirement;
  readonly cap?: Cap;
  readonly place: Place;
}
