import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import type { FactWorld } from '../facts/fact-world.js';
import { givenReading } from '../facts/given-reading.js';
import type { Reading } from '../facts/reading.js';
import type { Policy, RouteOutcome } from '../policy/policy.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledConstraint, CompiledPolicy } from '../rules/compile-policy.js';
import { FactReadings } from '../rules/fact-readings.js';
import { chooseOutcome } from './choose-outcome.js';
import { decideEscalation } from './decide-escalation.js';
import type { RoutedDecision } from './decision.js';
import { explainDecision } from './explain-decision.js';
import { narrowChain } from './narrow-chain.js';
import { demandsOf } from './request-demands.js';

/** What a decision takes from the world. */
export interface DecideOptions {
  /** Id of the decision. */
  readonly id: string;
  /** Milliseconds since the epoch, for clock facts. */
  readonly now: number;
  /** What facts ask of the world; without it they are unknown. */
  readonly world?: FactWorld;
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
  const given = givenReadings(compiled.policy, request);
  const { now, world } = options;
  const readings = new FactReadings(compiled.facts, { request, now, ...(world !== undefined && { world }) }, given);
  const choice = await chooseOutcome(compiled, request.body, readings);
  const { outcome } = choice;
  if (outcome.kind === 'reject') {
    const decision = explainDecision({ compiled, request, id: options.id, choice, readings, active: [] });
    return { decision, candidates: [], readings };
  }
  const active = await activeConstraints(compiled, readings);
  const constraints = active.map(({ constraint }) => constraint);
  const narrow = (route: RouteOutcome) => narrowChain(route, constraints, demandsOf(request.body, route));
  const chain = narrow(outcome);
  // A stream is delivered before it could be judged.
  const escalation = request.body.stream ? undefined : decideEscalation(compiled.policy, outcome, narrow);
  const decision = explainDecision({
    compiled,
    request,
    id: options.id,
    choice,
    readings,
    active,
    chain,
    ...(escalation !== undefined && { escalation }),
  });
  const { candidates } = chain;
  return { decision, outcome, candidates, ...(escalation !== undefined && { escalation }), readings };
}

async function activeConstraints(
  compiled: CompiledPolicy,
  readings: FactReadings,
): Promise<readonly CompiledConstraint[]> {
  if (compiled.constraints.length === 0) return [];
  const indexes = await compiled.activeConstraints.match(readings);
  return indexes.flatMap((index) => compiled.constraints[index] ?? []);
}

function givenReadings(policy: Policy, request: RoutingRequest): ReadonlyMap<string, Reading> {
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
