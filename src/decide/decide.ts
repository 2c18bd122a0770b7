import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import type { Awaitable } from '../facts/and-then.js';
import type { FactWorld } from '../facts/fact-world.js';
import { givenReading } from '../facts/given-reading.js';
import type { Reading } from '../facts/reading.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { FactReadings, type Moment } from '../rules/fact-readings.js';
import { activeConstraints } from './active-constraints.js';
import type { ChosenRollout } from './choose-generation.js';
import { type Choice, chooseOutcome } from './choose-outcome.js';
import { type DecidedRoute, decideRoute } from './decided-route.js';
import type { Decision, RoutedDecision } from './decision.js';
import { type DecisionTables, tablesOf } from './decision-tables.js';
import { type DecisionParts, explainDecision } from './explain-decision.js';
import type { ActiveConstraints } from './route-memo.js';

/** What a decision takes from the world. */
export interface DecideOptions {
  /** Id of the decision. */
  readonly id: string;
  /** For clock facts. */
  readonly now: Moment;
  /** What facts ask of the world; without it they are unknown. */
  readonly world?: FactWorld;
  /** Why this generation decides, where the policy is being rolled out. */
  readonly rollout?: ChosenRollout | undefined;
}

/**
 * Decides one request by one generation of a policy. The same request, generation and `now` give the same decision.
 * A request that the policy refuses, or for which no model is left, is a decision too: `reject`, `no_eligible_model`.
 * Throws RouterError REQUEST_INVALID when given facts do not fit the policy.
 */
export async function decide(
  compiled: CompiledPolicy,
  request: RoutingRequest,
  options: DecideOptions,
): Promise<RoutedDecision> {
  return decideNow(tablesOf(compiled), request, options);
}

/** The same, at once where no fact takes its time and the policy remembers what to do. */
export function decideNow(
  tables: DecisionTables,
  request: RoutingRequest,
  { id, now, world, rollout }: DecideOptions,
): Awaitable<RoutedDecision> {
  const { compiled } = tables;
  const readings = new FactReadings(compiled.facts, { request, now, world }, givenReadings(compiled.policy, request));
  const decision = new PendingDecision(tables, request, id, rollout, readings);
  const choice = chooseOutcome(tables, request.body, readings);
  return choice instanceof Promise
    ? choice.then((made) => followChoice(decision, made))
    : followChoice(decision, choice);
}

/** One object that is filled as the decision is made: every request has one. */
class PendingDecision implements DecisionParts {
  readonly tables: DecisionTables;
  readonly request: RoutingRequest;
  readonly id: string;
  readonly rollout: ChosenRollout | undefined;
  readonly readings: FactReadings;
  choice!: Choice;
  active: ActiveConstraints | undefined;
  route: DecidedRoute | undefined;

  constructor(
    tables: DecisionTables,
    request: RoutingRequest,
    id: string,
    rollout: ChosenRollout | undefined,
    readings: FactReadings,
  ) {
    this.tables = tables;
    this.request = request;
    this.id = id;
    this.rollout = rollout;
    this.readings = readings;
  }
}

function followChoice(decision: PendingDecision, choice: Choice): Awaitable<RoutedDecision> {
  decision.choice = choice;
  const { outcome } = choice;
  const { readings, tables } = decision;
  if (outcome === undefined) return { decision: explainDecision(decision), candidates: [], readings };
  const active = activeConstraints(tables.compiled, readings, tables);
  return active instanceof Promise
    ? active.then((found) => followOutcome(decision, outcome, found))
    : followOutcome(decision, outcome, active);
}

function followOutcome(decision: PendingDecision, outcome: RouteOutcome, active: ActiveConstraints): RoutedDecision {
  decision.active = active;
  const route = routeOf(decision, outcome, active);
  decision.route = route;
  return new Routed(explainDecision(decision), outcome, route, decision.readings);
}

function routeOf(
  { tables, choice: { routeClass }, request: { body } }: PendingDecision,
  outcome: RouteOutcome,
  active: ActiveConstraints,
): DecidedRoute {
  const { compiled } = tables;
  return compiled.remembers && routeClass !== undefined
    ? tables.routes.route(outcome, routeClass, active, body)
    : decideRoute(compiled.policy, outcome, active.constraints, body);
}

class Routed implements RoutedDecision {
  readonly decision: Decision;
  readonly outcome: RouteOutcome;
  readonly candidates: RoutedDecision['candidates'];
  declare readonly escalation?: NonNullable<RoutedDecision['escalation']>;
  readonly readings: FactReadings;

  constructor(decision: Decision, outcome: RouteOutcome, { chain, escalation }: DecidedRoute, readings: FactReadings) {
    this.decision = decision;
    this.outcome = outcome;
    this.candidates = chain.candidates;
    if (escalation !== undefined) this.escalation = escalation;
    this.readings = readings;
  }
}

function givenReadings(policy: Policy, request: RoutingRequest): ReadonlyMap<string, Reading> | undefined {
  if (Object.keys(request.givenFacts).length === 0) return undefined;
  return new Map(
    Object.entries(request.givenFacts).map(([name, value]) => {
      const declaration = policy.facts.get(name);
      if (declaration !== undefined) return [name, givenReading(declaration, value)];
      const hint = didYouMean(name, [...policy.facts.keys()]);
      throw new RouterError(
        'REQUEST_INVALID',
        `facts: policy ${policy.name} has no fact "${name}"${hint === undefined ? '' : `; did you mean "${hint}"?`}`,
      );
    }),
  );
}
