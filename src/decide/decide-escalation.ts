import type { RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { Escalation } from '../policy/route-settings.js';
import type { Tier } from '../policy/tier.js';
import type { Candidate } from './decision.js';
import type { NarrowedChain } from './narrow-chain.js';
import { tierOutcome } from './tier-outcome.js';

/** Where an answer that is wanting is asked for again, and where that one's answer is. */
export interface RoutedEscalation extends Pick<Escalation, 'when' | 'check'> {
  readonly tier: Tier;
  readonly outcome: RouteOutcome;
  readonly chain: NarrowedChain;
  readonly escalation?: RoutedEscalation;
}

/** Follows an outcome's `escalate`. Constraints hold for every tier on the way. */
export function decideEscalation(
  policy: Policy,
  { escalate }: RouteOutcome,
  narrow: (outcome: RouteOutcome) => NarrowedChain,
): RoutedEscalation | undefined {
  const tier = escalate && policy.tiers.get(escalate.to);
  if (escalate === undefined || tier === undefined) return undefined;
  const { when, check } = escalate;
  const outcome = tierOutcome(tier);
  const escalation = decideEscalation(policy, outcome, narrow);
  return {
    when,
    ...(check !== undefined && { check }),
    tier,
    outcome,
    chain: narrow(outcome),
    ...(escalation !== undefined && { escalation }),
  };
}

/** The escalations of a request in order. */
export function escalationsOf(first: RoutedEscalation | undefined): readonly RoutedEscalation[] {
  return first === undefined ? [] : [first, ...escalationsOf(first.escalation)];
}

/** Every model that may serve a request: those of its chain, and those of its escalations. */
export function everyCandidate({
  candidates,
  escalation,
}: {
  readonly candidates: readonly Candidate[];
  readonly escalation?: RoutedEscalation;
}): readonly Candidate[] {
  return [...candidates, ...escalationsOf(escalation).flatMap(({ chain }) => chain.candidates)];
}
