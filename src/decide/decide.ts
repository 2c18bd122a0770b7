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
import { FactReadings } from '../rules/fact-readings.js';
import { activeConstraints } from './active-constraints.js';
import type { ChosenRollout } from './choose-generation.js';
import { type Choice, chooseOutcome } from './choose-outcome.js';
import { type DecidedRoute, decideRoute } from './decided-route.js';
import type { Decision, RoutedDecision } from './decision.js';
import { type DecisionParts, explainDecision } from './explain-decision.js';
import { type ActiveConstraints, routeMemoOf } from './route-memo.js';

/** What a decision takes from the world. */
export interface DecideOptions {
  /** Id of the decision. */
  readonly id: string;
  /** Milliseconds since the epoch, for clock facts. */
  readonly now: number;
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
  return decideNow(compiled, request, options);
}

/** The same, at once where no fact takes its time and the policy remembers what to do. */
export function decideNow(
  compiled: CompiledPolicy,
  request: RoutingRequest,
  { id, now, world, rollout }: DecideOptions,
): Awaitable<RoutedDecision> {
  const readings = new FactReadings(compiled.facts, { request, now, world }, givenReadings(compiled.policy, request));
  const asked: Asked = { compiled, request, id, rollout, readings };
  const choice = chooseOutcome(compiled, request.body, readings);
  return choice instanceof Promise ? choice.then((made) => followChoice(asked, made)) : followChoice(asked, choice);
}

type Asked = Pick<DecisionParts, 'compiled' | 'request' | 'id' | 'rollout' | 'readings'>;

function followChoice(asked: Asked, choice: Choice): Awaitable<RoutedDecision> {
  const { compiled, readings } = asked;
  const { outcome } = choice;
  if (outcome.kind === 'reject') {
    return { decision: explainDecision({ ...asked, choice }), candidates: [], readings };
  }
  const active = activeConstraints(compiled, readings);
  return active instanceof Promise
    ? active.then((found) => followOutcome(asked, choice, outcome, found))
    : followOutcome(asked, choice, outcome, active);
}

function followOutcome(
  { compiled, request, id, rollout, readings }: Asked,
  choice: Choice,
  outcome: RouteOutcome,
  active: ActiveConstraints,
): RoutedDecision {
  const route = routeOf(compiled, choice.reason, outcome, active, request);
  const decision = explainDecision({ compiled, request, id, rollout, choice, readings, active, route });
  return routed(decision, outcome, route, readings);
}

function routeOf(
  compiled: CompiledPolicy,
  reason: Choice['reason'],
  outcome: RouteOutcome,
  active: ActiveConstraints,
  { body }: RoutingRequest,
): DecidedRoute {
  // A pinned outcome is made for its request.
  const remembered = compiled.remembers && reason !== 'pinned';
  return remembered
    ? routeMemoOf(compiled).route(outcome, active, body)
    : decideRoute(compiled.policy, outcome, active.constraints, body);
}

function routed(
  decision: Decision,
  outcome: RouteOutcome,
  { chain: { candidates }, escalation }: DecidedRoute,
  readings: FactReadings,
): RoutedDecision {
  return escalation === undefined
    ? { decision, outcome, candidates, readings }
    : { decision, outcome, candidates, escalation, readings };
}

function givenReadings(policy: Policy, request: RoutingRequest): ReadonlyMap<string, Reading> | undefined {
  const given = Object.entries(request.givenFacts);
  if (given.length === 0) return undefined;
  return new Map(
    given.map(([name, value]) => {
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
