import type { Place } from '../diagnostics/place.js';
import type { ChainPart } from './chain-part.js';
import type { ModelSlot } from './model-slot.js';
import type { RouteSettings } from './route-settings.js';

export interface Tier extends RouteSettings {
  readonly name: string;
  readonly description?: string;
  /** First the tier's model, then its fallbacks with spliced tiers expanded; a model and endpoint stands once. */
  readonly chain: readonly ModelSlot[];
  /** Present where a part is chosen by price: the chain then holds all that may be in it, and these say how. */
  readonly parts?: readonly ChainPart[];
  /** Names of the tiers that its fallbacks splice in. */
  readonly spliced: readonly string[];
  readonly maxTokens: number;
  readonly place: Place;
}
