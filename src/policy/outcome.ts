import type { Place } from '../diagnostics/place.js';
import type { Route } from './route.js';
import type { Tier } from './tier.js';

/** What a rule leads to. A tier's settings are merged in: an outcome is complete by itself. */
export type Outcome = RouteOutcome | RejectOutcome;

export interface RouteOutcome extends Route {
  readonly kind: 'route';
  /** The tier that was chosen; undefined when the outcome names a model slot. */
  readonly tier?: Tier;
}

export interface RejectOutcome {
  readonly kind: 'reject';
  readonly message: string;
  /** HTTP status for the caller; 403 unless the policy says otherwise. */
  readonly status: number;
  readonly place: Place;
}
