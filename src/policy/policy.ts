import type { Place, SourceFile } from '../diagnostics/place.js';
import type { BreakerSettings } from './breaker-settings.js';
import type { CatalogueModel } from './catalogue-document.generated.js';
import type { Condition } from './condition.js';
import type { FactDomain } from './fact-domain.js';
import type { FallbackAlarmSettings } from './fallback-alarm-settings.js';
import type {
  Ability,
  Among,
  BucketFact,
  Cap,
  EnvReference,
  EscalationReason,
  Fact,
  FailureClass,
  Params,
  Price,
  ProviderPreferences,
  Requirement,
  SupportedParam,
  Variant,
} from './policy-document.generated.js';

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

/** What records of requests hold beside what they always do. */
export interface RecordSettings {
  /** Prompts and answers. */
  readonly content: boolean;
  /** The rules passed over. */
  readonly explain: boolean;
  /** Attribute paths. */
  readonly attributes: readonly string[];
  /** Names of the facts whose values are left out. */
  readonly privateFacts: ReadonlySet<string>;
}

export interface Endpoint {
  readonly name: string;
  readonly kind: 'openai' | 'openrouter';
  /** Resolved when a router is created. */
  readonly baseUrl: string | EnvReference;
  readonly apiKey?: EnvReference;
  readonly headers: Readonly<Record<string, string | EnvReference>>;
  /** What this server promises; undefined when the policy does not say. */
  readonly zdr?: boolean;
  readonly dataCollection?: 'allow' | 'deny';
  /** The policy's with the endpoint's own laid over it; undefined when neither says anything. */
  readonly breaker?: BreakerSettings | 'off';
  readonly place: Place;
}

/** A catalogue, and the endpoints whose models it knows. */
export interface PolicyCatalogue {
  /** As places name it. */
  readonly file: string;
  readonly kind: Endpoint['kind'];
  readonly endpoints: readonly Endpoint[];
  /** By id. */
  readonly models: ReadonlyMap<string, CatalogueModel>;
  /** Where it was read from; undefined when it was written by hand. */
  readonly source?: string;
  /** When it was last known to be right, in milliseconds since the epoch; undefined when it does not say. */
  readonly checkedAt?: number;
  /** The age at which `policy validate` warns, in milliseconds. */
  readonly maxAgeMs?: number;
  /** Where the policy names it. */
  readonly place: Place;
}

/** What a slot has from a catalogue. */
export interface ModelListing {
  /** The catalogue, as places name it. */
  readonly file: string;
  /** The id that it lists; without the variant when it lists only that one. */
  readonly id: string;
  /** What the slot does not say itself, and the catalogue does. */
  readonly filled: readonly ListedField[];
}

export type ListedField = 'context' | 'maxOutput' | 'price' | 'abilities' | 'supportedParams';

/** A model at an endpoint, under the name of its slot. In a chain each deployment of a slot stands by itself. */
export interface ModelSlot {
  /** The slot's name in the policy. */
  readonly name: string;
  /** The id the endpoint knows the model by. */
  readonly id: string;
  readonly endpoint: Endpoint;
  /** Tokens of prompt and answer together. */
  readonly context?: number;
  /** The most completion tokens the model gives. */
  readonly maxOutput?: number;
  /** USD per million tokens. */
  readonly price?: Price;
  readonly labels: readonly string[];
  /** All abilities beyond text; undefined when unknown. */
  readonly abilities?: readonly Ability[];
  /** All parameters the model takes; undefined when unknown. */
  readonly supportedParams?: readonly SupportedParam[];
  /** Where what the policy does not say of it comes from; undefined when no catalogue of its endpoint lists it. */
  readonly listing?: ModelListing;
  /** Its share among the slot's deployments, relative to theirs; undefined is 1, and 0 a fallback only. */
  readonly weight?: number;
  /** The other places where the slot's model runs, each complete by itself and of the same name. See deploymentsOf. */
  readonly otherDeployments?: readonly ModelSlot[];
  readonly place: Place;
}

/** Settings of a tier or an outcome that travel with the request. */
export interface RouteSettings {
  readonly params?: Params;
  readonly provider?: ProviderPreferences;
  readonly variant?: Variant;
  readonly timeout?: AttemptTimeout;
  /** Time for the whole request, in milliseconds. */
  readonly deadlineMs?: number;
  readonly retry?: RetrySettings;
  readonly fallback?: FallbackSettings;
  /** What happens when a stream breaks after content was delivered; `fail` when the policy does not say. */
  readonly onInterrupt?: 'fail' | 'restart' | 'continue';
  /** How one of a slot's deployments is chosen; by weight when the policy does not say. */
  readonly balance?: BalanceSettings;
  readonly escalate?: Escalation;
  /** What happens to a parameter that a model does not take; `adapt` when the policy does not say. */
  readonly paramsMode?: 'strict' | 'adapt';
  /** Whether OpenRouter tries the next models of the chain itself; it does not when the policy does not say. */
  readonly nativeFallback?: boolean;
}

/** When an answer is wanting, and where it is asked for again. */
export interface Escalation {
  readonly when: readonly EscalationReason[];
  /** Name of a tier of this policy. */
  readonly to: string;
  /** Name of a function that the service registers, and the time it has. */
  readonly check?: { readonly name: string; readonly timeoutMs: number };
}

export interface BalanceSettings {
  readonly by: 'weight' | 'measured';
  /** Attribute path of a key that keeps its deployment. */
  readonly key?: string;
}

/** Times of one attempt, in milliseconds; what the policy does not say is absent. */
export interface AttemptTimeout {
  /** To the first token of a stream. */
  readonly firstTokenMs?: number;
  /** Between two chunks of a stream. */
  readonly idleMs?: number;
  readonly totalMs?: number;
}

/** When a failed attempt is made again at the same model; what the policy does not say is absent. */
export interface RetrySettings {
  /** Attempts per model, the first included. */
  readonly attempts?: number;
  readonly on?: readonly FailureClass[];
  /** The first and the largest bound of the waits, in milliseconds. */
  readonly backoff?: { readonly fromMs?: number; readonly maxMs?: number };
  /** A longer Retry-After is not waited for, in milliseconds. */
  readonly maxRetryAfterMs?: number;
}

/** Classes of failure after which the next model is tried. */
export interface FallbackSettings {
  readonly on: readonly FailureClass[];
}

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

/** What ends a rollout. At least one bound. */
export interface RolloutGuards {
  /** Percent of requests. */
  readonly failureRateAbove?: number;
  /** USD. */
  readonly costPerRequestAbove?: number;
  readonly scoreBelow?: number;
  readonly p95MsAbove?: number;
  readonly windowMs: number;
  readonly minRequests: number;
}

export interface Rule {
  /** As written; `table.entry` for an entry of a table. */
  readonly id: string;
  readonly description?: string;
  /** `when` and not `unless`, as one condition. */
  readonly condition: Condition;
  readonly outcome: Outcome;
  /** The rule, or the table's entry. */
  readonly place: Place;
}

export interface Constraint {
  readonly id: string;
  readonly description?: string;
  readonly condition: Condition;
  readonly require?: Requirement;
  readonly cap?: Cap;
  readonly place: Place;
}

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
