import type { Place } from '../diagnostics/place.js';
import type { Condition } from './condition.js';
import type { RouteOutcome } from './outcome.js';

/** Who else gets a copy of a request once it is answered. */
export interface Shadow {
  readonly id: string;
  readonly description?: string;
  /** Which requests are copied; undefined for all. */
  readonly condition?: Condition;
  /** Share of requests, or of keys, in percent. `key`: attribute path. */
  readonly sample: { readonly percent: number; readonly key?: string };
  /** The first of its models that constraints leave is asked, once. */
  readonly outcome: RouteOutcome;
  /** Copies under way at once. */
  readonly concurrency: number;
  /** Name of the budget that copies count in. */
  readonly budget?: string;
  /** A function that the service registers, and the time it has. */
  readonly judge?: { readonly name: string; readonly timeoutMs: number };
  readonly place: Place;
}
