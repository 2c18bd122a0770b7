import type { RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import { longestTokenBytes } from '../request/prompt-token-bounds.js';
import { leavesDemands } from './request-demands.js';
import { tierOutcome } from './tier-outcome.js';

/** Outcomes that lead to the same route wherever the request and the constraints are the same. */
export interface RouteClass {
  /** UTF-16 code units of a prompt that surely fit into the window of every model; negative when none do. */
  readonly room: number;
  /** The largest limit of the outcome and its escalations: a caller's that is not below it changes nothing. */
  readonly largestLimit: number;
  /** Whether prices choose models, so that a route hangs on the size of the prompt too. */
  readonly byPrice?: true;
  /** Whether a model that may be chosen has a price for images. */
  readonly countsImages?: boolean;
}

/** A code unit has at most so many bytes in UTF-8. */
const mostBytesPerUnit = 3;

/** Most rules of a large policy lead to the same few tiers: their outcomes differ only in where they stand. */
export class RouteClasses {
  readonly #policy: Policy;
  readonly #known = new WeakMap<RouteOutcome, RouteClass>();
  readonly #byKey = new Map<string, RouteClass>();
  readonly #identities = new WeakMap<object, number>();
  #objects = 0;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  of(outcome: RouteOutcome): RouteClass {
    return this.#known.get(outcome) ?? this.#classify(outcome);
  }

  #classify(outcome: RouteOutcome): RouteClass {
    const { tier, chain, parts, maxTokens, variant, params, escalate } = outcome;
    const objects = [chain, parts, params, escalate].map((object) => this.#identityOf(object));
    const key = JSON.stringify([tier?.name, maxTokens, variant, ...objects]);
    let found = this.#byKey.get(key);
    if (found === undefined) {
      found = classOf(withEscalations(this.#policy, outcome));
      this.#byKey.set(key, found);
    }
    this.#known.set(outcome, found);
    return found;
  }

  #identityOf(object: object | undefined): number | undefined {
    if (object === undefined) return undefined;
    const known = this.#identities.get(object);
    if (known !== undefined) return known;
    this.#objects += 1;
    this.#identities.set(object, this.#objects);
    return this.#objects;
  }
}

function classOf(outcomes: readonly RouteOutcome[]): RouteClass {
  const limits = outcomes.map(({ maxTokens }) => maxTokens);
  return {
    room: outcomes.every(leavesDemands) ? Math.min(...outcomes.map(roomOf)) : Number.NEGATIVE_INFINITY,
    largestLimit: Math.max(...limits),
    ...(outcomes.some(({ parts }) => parts !== undefined) && {
      byPrice: true,
      countsImages: outcomes.some(({ chain }) => chain.some(({ price }) => (price?.image ?? 0) > 0)),
    }),
  };
}

function roomOf({ chain, maxTokens }: RouteOutcome): number {
  const windows = chain.map(({ context }) => context ?? Number.POSITIVE_INFINITY);
  // A prompt has at least a token for so many bytes; no limit that is set later is above the outcome's.
  return ((Math.min(...windows) - maxTokens) * longestTokenBytes) / mostBytesPerUnit;
}

function withEscalations(policy: Policy, outcome: RouteOutcome): readonly RouteOutcome[] {
  const tier = outcome.escalate && policy.tiers.get(outcome.escalate.to);
  return tier === undefined ? [outcome] : [outcome, ...withEscalations(policy, tierOutcome(tier))];
}
