import type { Exposure, FactFlag, ToldValue, UnknownReason } from '../facts/reading.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { EscalationReason } from '../policy/policy-document.generated.js';
import type { FactReadings } from '../rules/fact-readings.js';
import type { DecidedRollout } from './choose-generation.js';
import type { RoutedEscalation } from './decide-escalation.js';

/**
 * What was decided for one request, and why: what DecisionData tells, as an object that computes some of it when asked.
 * A copy of its fields, such as `{ ...decision }` or a structured clone, lacks `passed_over`; `toJSON()` has everything,
 * and so have JSON.stringify and console.log.
 */
export interface Decision extends Omit<DecisionData, 'passed_over'>, ComputedWhenAsked {}

/** Declared as of a class, so that TypeScript refuses to read it off `{ ...decision }`. */
declare abstract class ComputedWhenAsked {
  /** For each rule above the one that won: the first condition that failed. Computed when first asked for. */
  get passed_over(): readonly PassedOver[];
  /** All of it as plain data, in the order in which it is written as JSON. Computes what was not asked for yet. */
  toJSON(): DecisionData;
}

/** What a decision tells, as plain data, described by schemas/decision.schema.json. */
export interface DecisionData {
  readonly id: string;
  /** Name of the policy. */
  readonly policy: string;
  /** Version of the policy: a hash over its files. */
  readonly version: string;
  /** Which version of a policy that is being rolled out decided, and why; absent when it is not. */
  readonly rollout?: DecidedRollout;
  readonly reason: 'rule' | 'default' | 'pinned';
  /** Id of the rule that won; 'default' when none did; null when pinned. */
  readonly rule: string | null;
  /** Where the deciding lines stand in the policy. */
  readonly at: FilePosition;
  /** Name of the tier; null when the outcome names a model slot or rejects. */
  readonly tier: string | null;
  /**
   * Ids of the models in the order they are tried, as sent; empty when rejected. Deployments of one slot stand together,
   * in the policy's order: which of them is tried first is chosen when the request is sent, and its routing tells it.
   */
  readonly chain: readonly string[];
  /** The same with all that is known of each. */
  readonly targets: readonly Target[];
  /** The token limit sent to the first target; null when rejected. */
  readonly max_tokens: number | null;
  /** What made the limit: the caller, the outcome, a cap or the model. */
  readonly max_tokens_from: string | null;
  /** Present when the policy refuses the request. */
  readonly reject?: { readonly message: string; readonly status: number };
  /** Present when no model of the chain is left. `removed` gives the reason for each. */
  readonly no_eligible_model?: true;
  /** Parameters the policy sets, and the caller's values they replaced. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly overridden: readonly { readonly param: string; readonly caller: unknown; readonly policy: unknown }[];
  /** Values of the facts that were read and known; of a count, as much of it as the policy needed to know. */
  readonly facts: Readonly<Record<string, ToldValue>>;
  /** Facts that were read and unknown. */
  readonly unknown: readonly { readonly fact: string; readonly reason: UnknownReason; readonly detail?: string }[];
  /** Facts whose value was not what the policy declares. */
  readonly flags: readonly { readonly fact: string; readonly flag: FactFlag }[];
  /** Declared facts that no reached condition asked for. */
  readonly not_computed: readonly string[];
  readonly exposures: readonly Exposure[];
  /** For each rule above the one that won: the first condition that failed. */
  readonly passed_over: readonly PassedOver[];
  readonly constraints: readonly AppliedConstraint[];
  readonly removed: readonly RemovedCandidate[];
  /** Where models competed by price: who did, and why each won or lost; absent elsewhere. Computed when first asked for. */
  readonly cheapest?: readonly PriceComparison[];
  /** Where the answer is asked for again if it is wanting, in order; absent when nowhere, as for every stream. */
  readonly escalations?: readonly DecidedEscalation[];
}

/** Where an answer that is wanting is asked for again. */
export interface DecidedEscalation {
  /** What makes the answer before it wanting. */
  readonly when: readonly EscalationReason[];
  /** Name of the function that judges the answer before it. */
  readonly check?: string;
  /** Name of the tier that answers instead. */
  readonly tier: string;
  /** Ids of its models in the order they are tried, as sent; empty when constraints removed them all. */
  readonly chain: readonly string[];
  readonly targets: readonly Target[];
  readonly removed: readonly RemovedCandidate[];
}

/** Line and column count from 1. */
export interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A model that may serve the request. */
export interface Target {
  /** Name of the model slot. */
  readonly slot: string;
  /** The id as sent, with its variant. */
  readonly model: string;
  readonly endpoint: string;
  /** The token limit for this target. */
  readonly max_tokens: number;
}

/** A rule above the one that decided, and the first condition that kept it from deciding. */
export interface PassedOver {
  readonly rule: string;
  readonly at: FilePosition;
  /** The condition that was not true, in words: `task is summarize`. */
  readonly condition: string;
  readonly condition_at: FilePosition;
  readonly fact: string;
  /** The value seen; absent when unknown. */
  readonly saw?: ToldValue;
  readonly unknown?: UnknownReason;
}

/** A constraint whose condition was not false, and what it did. */
export interface AppliedConstraint {
  readonly id: string;
  readonly at: FilePosition;
  /** True when the condition was unknown, so that the constraint applied to be safe. */
  readonly because_unknown: boolean;
  /** What it did, in words: `requires label private`. */
  readonly effects: readonly string[];
}

/** A model of the chain that may not serve the request, and why. */
export interface RemovedCandidate {
  readonly slot: string;
  readonly model: string;
  readonly endpoint: string;
  /** In words: `lacks label private`. */
  readonly reason: string;
  /** The constraint that removed it; absent for the two that hold without being written. */
  readonly constraint?: string;
}

/** One `cheapest` of a policy, as it came out for a request. */
export interface PriceComparison {
  /** Where it stands in the policy. */
  readonly at: FilePosition;
  /** Name of the tier for whose chain the models competed; null when the outcome asks for the cheapest itself. */
  readonly tier: string | null;
  /** By what prices were compared: an estimate from the bytes of the prompt. */
  readonly prompt_tokens: number;
  /** The same for the answers: as many as the policy expects, else as the request may ask for. */
  readonly completion_tokens: number;
  readonly images?: number;
  /** Those that were left, from the cheapest to the dearest; then the others. */
  readonly candidates: readonly PricedCandidate[];
}

/** A model that competed by price, or was meant to. */
export interface PricedCandidate {
  /** Name of the model slot; for a model that only a catalogue lists, its id. */
  readonly slot: string;
  readonly model: string;
  readonly endpoint: string;
  /** What the request is expected to cost at it, in USD; absent when that is unknown. */
  readonly usd?: number;
  /**
   * `chosen`: the cheapest. `next`: behind it in the chain. `dearer`: not in the chain. `removed`: by a constraint or
   * because the request does not fit. The others: it never competes.
   */
  readonly verdict:
    | 'chosen'
    | 'next'
    | 'dearer'
    | 'removed'
    | 'unknown_price'
    | 'free'
    | 'needs'
    | 'min_context'
    | 'settings';
  /** In words; absent for what was chosen. */
  readonly reason?: string;
  /** The constraint that removed it. */
  readonly constraint?: string;
}

/** A decision with what the next stages need of it; the public Decision is its `decision`. */
export interface RoutedDecision {
  readonly decision: Decision;
  /** The outcome; undefined when rejected. */
  readonly outcome?: RouteOutcome;
  /** The slots left after constraints, in order, each with its limit and what its endpoint must promise. */
  readonly candidates: readonly Candidate[];
  readonly escalation?: RoutedEscalation;
  /** The facts as this decision read them; more can be read of it. */
  readonly readings: FactReadings;
}

export interface Candidate {
  readonly slot: ModelSlot;
  /** The id as sent, with its variant. */
  readonly model: string;
  readonly maxTokens: number;
  /** Requirements that an openrouter endpoint enforces per request. */
  readonly enforce: {
    readonly zdr?: true;
    readonly data_collection?: 'deny';
    /** USD per million tokens. */
    readonly max_price?: { readonly prompt?: number; readonly completion?: number };
  };
}
