import type { Constraint } from '../policy/constraint.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { ChatBody } from '../request/routing-request.js';
import { decideEscalation, escalationsOf, type RoutedEscalation } from './decide-escalation.js';
import type { Candidate, DecidedEscalation, Decision, Target } from './decision.js';
import type { NarrowedChain } from './narrow-chain.js';
import { narrowRoute } from './narrow-route.js';
import { policyParams } from './policy-params.js';
import { bothRanges, type PromptRange } from './price-line.js';
import { demandsOf } from './request-demands.js';

/** Where an outcome leads under some constraints: all of a decision that hangs on nothing else of its request. */
export interface DecidedRoute {
  readonly chain: NarrowedChain;
  readonly escalation?: RoutedEscalation;
  readonly told: ToldRoute;
  /** Where prices choose models: the sizes of prompts, as estimated, for which they choose the same. */
  readonly holds?: PromptRange;
}

/** A route as decisions tell it. Frozen, because they share it. */
export interface ToldRoute
  extends Pick<
    Decision,
    'tier' | 'chain' | 'targets' | 'max_tokens' | 'max_tokens_from' | 'params' | 'removed' | 'escalations'
  > {
  /** Whether the policy sets parameters. */
  readonly setsParams: boolean;
}

export function decideRoute(
  policy: Policy,
  outcome: RouteOutcome,
  constraints: readonly Constraint[],
  body: ChatBody,
): DecidedRoute {
  let holds: PromptRange | undefined;
  const narrow = (route: RouteOutcome) => {
    const narrowed = narrowRoute(route, constraints, demandsOf(body, route));
    if (narrowed.holds !== undefined) holds = holds === undefined ? narrowed.holds : bothRanges(holds, narrowed.holds);
    return narrowed;
  };
  const chain = narrow(outcome);
  // A stream is delivered before it could be judged.
  const escalation = body.stream ? undefined : decideEscalation(policy, outcome, narrow);
  const params = policyParams(outcome.params);
  const told: ToldRoute = {
    tier: outcome.tier?.name ?? null,
    ...tell(chain),
    max_tokens: chain.candidates[0]?.maxTokens ?? null,
    max_tokens_from: chain.limitFrom,
    params: Object.freeze(params),
    setsParams: Object.keys(params).length > 0,
    ...(escalation !== undefined && {
      escalations: Object.freeze(escalationsOf(escalation).map(describeEscalation)),
    }),
  };
  return {
    chain,
    ...(escalation !== undefined && { escalation }),
    told,
    ...(holds !== undefined && { holds }),
  };
}

function tell({ candidates, removed }: NarrowedChain): Pick<Decision, 'chain' | 'targets' | 'removed'> {
  return {
    chain: Object.freeze(candidates.map(({ model }) => model)),
    targets: Object.freeze(candidates.map(targetOf)),
    removed: Object.freeze(removed.map((each) => Object.freeze(each))),
  };
}

function targetOf({ slot, model, maxTokens }: Candidate): Target {
  return Object.freeze({ slot: slot.name, model, endpoint: slot.endpoint.name, max_tokens: maxTokens });
}

function describeEscalation({ tier, when, check, chain }: RoutedEscalation): DecidedEscalation {
  return Object.freeze({
    when: Object.freeze([...when]),
    ...(check !== undefined && { check: check.name }),
    tier: tier.name,
    ...tell(chain),
  });
}
