import { inspect, isDeepStrictEqual } from 'node:util';
import { type Reading, type ToldValue, toldValue } from '../facts/reading.js';
import type { RoutingRequest } from '../request/routing-request.js';
import { truthOfFormula } from '../rules/explain-condition.js';
import type { FactReadings } from '../rules/fact-readings.js';
import type { ChosenRollout } from './choose-generation.js';
import type { Choice } from './choose-outcome.js';
import { escalationsOf } from './decide-escalation.js';
import type { DecidedRoute, ToldRoute } from './decided-route.js';
import type { Decision, DecisionData, FilePosition } from './decision.js';
import type { DecisionTables } from './decision-tables.js';
import { passedOverRules } from './passed-over-rules.js';
import { type ActiveConstraints, tellConstraint } from './route-memo.js';
import { tellPrices } from './tell-prices.js';

/** All that a decision is told from. */
export interface DecisionParts {
  readonly tables: DecisionTables;
  readonly request: RoutingRequest;
  readonly id: string;
  readonly rollout?: ChosenRollout | undefined;
  readonly choice: Choice;
  readonly readings: FactReadings;
  /** Constraints that apply, and where the outcome leads; absent when it rejects. */
  readonly active?: ActiveConstraints | undefined;
  readonly route?: DecidedRoute | undefined;
}

/** Puts a decision into its public shape. */
export function explainDecision(parts: DecisionParts): Decision {
  return new ExplainedDecision(parts);
}

/**
 * Fields in the order in which they are written as JSON. What costs most, the rules passed over, is computed when first
 * asked for, by an accessor of the class: one of each decision's own would be a seventh of the cost of deciding.
 */
class ExplainedDecision implements Decision {
  declare readonly id: string;
  declare readonly policy: string;
  declare readonly version: string;
  declare readonly rollout?: NonNullable<Decision['rollout']>;
  declare readonly reason: Decision['reason'];
  declare readonly rule: string | null;
  declare readonly at: FilePosition;
  declare readonly tier: string | null;
  declare readonly chain: Decision['chain'];
  declare readonly targets: Decision['targets'];
  declare readonly max_tokens: number | null;
  declare readonly max_tokens_from: string | null;
  declare readonly reject?: NonNullable<Decision['reject']>;
  declare readonly no_eligible_model?: true;
  declare readonly params: Decision['params'];
  declare readonly overridden: Decision['overridden'];
  declare readonly facts: Decision['facts'];
  declare readonly unknown: Decision['unknown'];
  declare readonly flags: Decision['flags'];
  declare readonly not_computed: Decision['not_computed'];
  declare readonly exposures: Decision['exposures'];
  declare readonly constraints: Decision['constraints'];
  declare readonly removed: Decision['removed'];
  declare readonly cheapest?: NonNullable<Decision['cheapest']>;
  declare readonly escalations?: NonNullable<Decision['escalations']>;
  #parts: DecisionParts | undefined;
  #passedOver: Decision['passed_over'] = none;

  constructor(parts: DecisionParts) {
    const { choice, request, readings, active } = parts;
    const { policy } = parts.tables.compiled;
    const { told = nowhere } = parts.route ?? {};
    const { reject } = choice;
    const facts = factsOf(readings);
    this.#parts = parts;
    this.id = parts.id;
    this.policy = policy.name;
    this.version = policy.version;
    if (parts.rollout !== undefined) this.rollout = parts.rollout.decided;
    this.reason = choice.reason;
    this.rule = choice.rule;
    this.at = choice.at;
    this.tier = told.tier;
    this.chain = told.chain;
    this.targets = told.targets;
    this.max_tokens = told.max_tokens;
    this.max_tokens_from = told.max_tokens_from;
    if (reject !== undefined) this.reject = { message: reject.message, status: reject.status };
    else if (told.chain.length === 0) this.no_eligible_model = true;
    this.params = told.params;
    this.overridden = told.setsParams ? overriddenParams(told.params, request) : none;
    this.facts = facts.facts;
    this.unknown = facts.unknown;
    this.flags = facts.flags;
    this.not_computed = parts.tables.unread.after(readings.first);
    const exposure = parts.rollout?.exposure;
    this.exposures = exposure === undefined ? facts.exposures : [exposure, ...facts.exposures];
    this.constraints = active === undefined ? none : constraintsOf(active, facts.unknown.length > 0, readings);
    this.removed = told.removed;
    if (parts.route?.holds !== undefined) Object.defineProperty(this, 'cheapest', pricesWhenAsked(parts));
    if (told.escalations !== undefined) this.escalations = told.escalations;
  }

  get passed_over(): Decision['passed_over'] {
    if (this.#parts !== undefined) this.#passedOver = passedOverRules(this.#parts);
    this.#parts = undefined;
    return this.#passedOver;
  }

  toJSON(): DecisionData {
    const { constraints, removed, cheapest, escalations, ...before }: Omit<DecisionData, 'passed_over'> = this;
    return {
      ...before,
      passed_over: this.passed_over,
      constraints,
      removed,
      ...(cheapest !== undefined && { cheapest }),
      ...(escalations !== undefined && { escalations }),
    };
  }

  [inspect.custom](): DecisionData {
    return this.toJSON();
  }
}

/** Only decisions that compared prices have it. */
function pricesWhenAsked({ choice: { outcome }, active, route, request }: DecisionParts): PropertyDescriptor {
  const outcomes = [
    ...(outcome === undefined ? none : [outcome]),
    ...escalationsOf(route?.escalation).map((each) => each.outcome),
  ];
  let told: Decision['cheapest'];
  return {
    get() {
      told ??= outcomes.flatMap((each) => tellPrices(each, active?.constraints ?? none, request.body));
      return told;
    },
    enumerable: true,
    configurable: true,
  };
}

const none: readonly never[] = Object.freeze([]);

/** What is told of a route where there is none. */
const nowhere: ToldRoute = {
  tier: null,
  chain: none,
  targets: none,
  max_tokens: null,
  max_tokens_from: null,
  params: Object.freeze({}),
  removed: none,
  setsParams: false,
};

function overriddenParams(params: Decision['params'], request: RoutingRequest): Decision['overridden'] {
  const body = request.body as Readonly<Record<string, unknown>>;
  return Object.entries(params).flatMap(([param, policy]) => {
    const caller = Object.hasOwn(body, param) ? body[param] : undefined;
    return caller === undefined || isDeepStrictEqual(caller, policy) ? [] : [{ param, caller, policy }];
  });
}

type FactFields = Pick<Decision, 'facts' | 'unknown' | 'flags' | 'exposures'>;

function factsOf(readings: FactReadings): FactFields {
  const facts: Record<string, ToldValue> = {};
  let unknown: Decision['unknown'] = none;
  let flags: Decision['flags'] = none;
  let exposures: Decision['exposures'] = none;
  for (let read = readings.first; read !== undefined; read = read.next) {
    const { name: fact, reading } = read;
    if (reading.known) facts[fact] = toldValue(reading);
    else unknown = [...unknown, unknownFact(fact, reading)];
    if (reading.flag !== undefined) flags = [...flags, { fact, flag: reading.flag }];
    if (reading.known && reading.exposure !== undefined) exposures = [...exposures, reading.exposure];
  }
  return { facts, unknown, flags, exposures };
}

function unknownFact(fact: string, reading: Reading & { known: false }): Decision['unknown'][number] {
  return { fact, reason: reading.reason, ...(reading.detail !== undefined && { detail: reading.detail }) };
}

/** Where every fact was known, every constraint that applies is true. */
function constraintsOf(
  { compiled, told }: ActiveConstraints,
  someUnknown: boolean,
  readings: FactReadings,
): Decision['constraints'] {
  if (!someUnknown) return told;
  return compiled.map(({ constraint, formula }) =>
    tellConstraint(constraint, truthOfFormula(formula, (fact) => readings.get(fact)) !== true),
  );
}
