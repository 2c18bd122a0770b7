import type { Place } from '../diagnostics/place.js';
import type { Tier } from './tier.js';

/** How much may be spent in a stretch of time. At least one of the limits is there. */
export interface Budget {
  readonly name: string;
  /** Attribute path: each of its values has a budget of its own; undefined when all requests share one. */
  readonly key?: string;
  readonly limitUsd?: number;
  readonly limitTokens?: number;
  readonly limitRequests?: number;
  readonly per: 'minute' | 'hour' | 'day' | 'week' | 'month';
  /** IANA. */
  readonly timezone: string;
  /** Percent of a limit. */
  readonly warnAt: number;
  readonly onExceeded: OnExceeded;
  /** Undefined when the policy does not say: then every price is known. */
  readonly unknownCost?: 'reject' | 'allow';
  readonly onStoreFailure: 'reject' | 'allow';
  /** Whether only the copies of shadows count in it. */
  readonly forShadows: boolean;
  readonly place: Place;
}

export type OnExceeded =
  | { readonly kind: 'reject' }
  | { readonly kind: 'tier'; readonly tier: Tier }
  | { readonly kind: 'max_tokens'; readonly maxTokens: number };
