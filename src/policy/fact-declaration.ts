import type { Place } from '../diagnostics/place.js';
import type { FactDomain } from './fact-domain.js';
import type { Fact } from './policy-document.generated.js';
import type { RolloutGuards } from './rollout-guards.js';

/** A fact that rules may ask about. */
export interface FactDeclaration {
  readonly name: string;
  readonly declaration: Fact;
  readonly domain: FactDomain;
  /** The fact's name. */
  readonly place: Place;
  /** The values of the declaration, by key. */
  readonly valuePlaces: ReadonlyMap<string, Place>;
  /** Present when no `facts:` declares it, but the `rollout:` of a rule. */
  readonly rollout?: RuleRollout;
}

export interface RuleRollout {
  /** Id of the rule or table as written. */
  readonly rule: string;
  readonly percent: number;
  readonly guards?: RolloutGuards;
}
