import type { Place } from '../diagnostics/place.js';
import type { ChainPart } from './chain-part.js';
import type { ModelSlot } from './model-slot.js';
import type { RouteSettings } from './route-settings.js';
import type { Tier } from './tier.js';

/** What a rule leads to. A tier's settings are merged in: an outcome is complete by itself. */
export type Outcome = RouteOutcome | RejectOutcome;

export interface RouteOutcome extends RouteSettings {
  readonly kind: 'route';
  /** The tier that was chosen; undefined when the outcome names a model slot. */
  readonly tier?: Tier;
  readonly chain: readonly ModelSlot[];
  readonly parts?: readonly ChainPart[];
  /** Names of the tiers that its fallbacks splice in. */
  readonly spliced: readonly string[];
  readonly maxTokens: number;
  readonly place: Place;
}

export interface RejectOutcome {
  readonly kind: 'reject';
  readonly message: string;
  /** HTTP status for the caller; 403 unless the policy says otherwise. */
  readonly status: number;
  readonly place: Place;
}
