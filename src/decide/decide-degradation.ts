import { type Awaitable, andThen } from '../facts/and-then.js';
import type { OnExceeded } from '../policy/budget.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { activeConstraints } from './active-constraints.js';
import { decideRoute } from './decided-route.js';
import type { RoutedDecision } from './decision.js';
import { tierOutcome } from './tier-outcome.js';

/** What a request that exceeds a budget does instead. */
export type Degradation = Required<Pick<RoutedDecision, 'outcome' | 'candidates'>> & Pick<RoutedDecision, 'escalation'>;

/**
 * Another tier, or the same models with a smaller limit, under every constraint of the request. Undefined when the
 * budget rejects, or no model is left.
 */
export function decideDegradation(
  compiled: CompiledPolicy,
  { outcome: decided, readings }: RoutedDecision,
  { body }: Pick<RoutingRequest, 'body'>,
  onExceeded: OnExceeded,
): Awaitable<Degradation | undefined> {
  if (onExceeded.kind === 'reject' || decided === undefined) return undefined;
  const outcome =
    onExceeded.kind === 'tier'
      ? tierOutcome(onExceeded.tier)
      : { ...decided, maxTokens: Math.min(decided.maxTokens, onExceeded.maxTokens) };
  return andThen(activeConstraints(compiled, readings), ({ constraints }) => {
    const { chain, escalation } = decideRoute(compiled.policy, outcome, constraints, body);
    const { candidates } = chain;
    return candidates.length === 0
      ? undefined
      : { outcome, candidates, ...(escalation !== undefined && { escalation }) };
  });
}
