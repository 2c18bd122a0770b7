import type { Place } from '../diagnostics/place.js';
import type { ModelSlot } from './model-slot.js';
import type { Ability, Among } from './policy-document.generated.js';
import type { RouteSettings } from './route-settings.js';

/** A stretch of a chain: models as they are listed, or as their prices order them for each request. */
export type ChainPart = { readonly kind: 'listed'; readonly slots: readonly ModelSlot[] } | Cheapest;

/** Models that compete by price. The prices are those of this generation, however old they are. */
export interface Cheapest {
  readonly kind: 'cheapest';
  /** Those that may win: the first of them where prices are equal. A slot's deployments stand together. */
  readonly among: readonly ModelSlot[];
  /** Those that never can. */
  readonly excluded: readonly ExcludedSlot[];
  readonly needs: readonly Ability[];
  readonly minContext?: number;
  /** Tokens of an answer, for comparing prices; undefined for the request's limit. */
  readonly expectedOutput?: number;
  readonly free: boolean;
  /** What is sent to whichever wins: a model that cannot take it does not compete. Empty where the policy names slots. */
  readonly settings: Pick<RouteSettings, 'params' | 'paramsMode' | 'variant'>;
  /** Whether the next cheapest models follow the cheapest one in the chain. */
  readonly goesOn: boolean;
  /** Whom the policy asks for, as it is written. */
  readonly of: Among;
  readonly place: Place;
}

/** A model that never wins, and why. */
export interface ExcludedSlot {
  readonly slot: ModelSlot;
  readonly because: 'needs' | 'min_context' | 'unknown_price' | 'free' | 'settings';
  /** In words: `cannot do tools`. */
  readonly reason: string;
}
