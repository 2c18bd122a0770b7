import type { Place, SourceFile } from '../diagnostics/place.js';
import type { Budget } from './budget.js';
import type { Constraint } from './constraint.js';
import type { Endpoint } from './endpoint.js';
import type { FactDeclaration } from './fact-declaration.js';
import type { FallbackAlarmSettings } from './fallback-alarm-settings.js';
import type { ModelSlot } from './model-slot.js';
import type { Outcome } from './outcome.js';
import type { PolicyCatalogue } from './policy-catalogue.js';
import type { BucketFact } from './policy-document.generated.js';
import type { RecordSettings } from './record-settings.js';
import type { RolloutGuards } from './rollout-guards.js';
import type { Rule } from './rule.js';
import type { Shadow } from './shadow.js';
import type { Tier } from './tier.js';

/** A policy in which every name resolves. Immutable; made by linkPolicy. */
export interface Policy {
  readonly name: string;
  readonly description?: string;
  /** First 12 hex digits of a SHA-256 over the names and contents of all files. */
  readonly version: string;
  /** The policy's own file, then its includes in the order they were read. */
  readonly files: readonly SourceFile[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly models: ReadonlyMap<string, ModelSlot>;
  /** In the order in which a model is looked up in them. */
  readonly catalogues: readonly PolicyCatalogue[];
  /**
   * All that the catalogues list, by model id, each complete by itself and named by its id; at several endpoints, as
   * deployments. They carry no labels, and are apart from `models`: no tier names them and no request can pin them.
   */
  readonly catalogueSlots: ReadonlyMap<string, ModelSlot>;
  readonly tiers: ReadonlyMap<string, Tier>;
  readonly facts: ReadonlyMap<string, FactDeclaration>;
  /** Tables are expanded: one rule per entry. */
  readonly rules: readonly Rule[];
  readonly default: Outcome;
  readonly constraints: readonly Constraint[];
  readonly shadows: readonly Shadow[];
  /** Names a request may pin; 'all' when pinning is on, an empty set when it is off. */
  readonly pinning: 'all' | ReadonlySet<string>;
  /** Limit for outcomes, and pinned slots, that have none of their own. */
  readonly defaultMaxTokens?: number;
  /** For slots that requests pin; tiers and outcomes have it in their settings. */
  readonly paramsMode?: 'strict' | 'adapt';
  readonly fallbackAlarm: FallbackAlarmSettings | 'off';
  readonly record: RecordSettings;
  readonly budgets: ReadonlyMap<string, Budget>;
  readonly rollout?: PolicyRollout;
  readonly place: Place;
}

/** A version of a policy that takes effect for some keys only. */
export interface PolicyRollout {
  readonly percent: number;
  /** Which keys: arms `new` and `old`. */
  readonly bucket: BucketFact;
  /** Serves all others. It has no rollout itself. */
  readonly previous: Policy;
  readonly guards?: RolloutGuards;
  readonly place: Place;
}
