import type { Place } from '../diagnostics/place.js';
import type { ChainPart } from './chain-part.js';
import type { ModelSlot } from './model-slot.js';
import type { RouteSettings } from './route-settings.js';

/** Where requests go: the models that are tried in turn, and how. */
export interface Route extends RouteSettings {
  /** First the model that is meant, then its fallbacks with spliced tiers expanded; a model and endpoint stands once. */
  readonly chain: readonly ModelSlot[];
  /** Present where a part is chosen by price: the chain then holds all that may be in it, and these say how. */
  readonly parts?: readonly ChainPart[];
  /** Names of the tiers that its fallbacks splice in. */
  readonly spliced: readonly string[];
  /** The most completion tokens of an answer. */
  readonly maxTokens: number;
  readonly place: Place;
}
