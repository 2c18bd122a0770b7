import { type Awaitable, andThen } from '../facts/and-then.js';
import type { OnExceeded } from '../policy/policy.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { decideEscalation } from './decide-escalation.js';
import type { RoutedDecision } from './decision.js';
import { narrowChain } from './narrow-chain.js';
import { demandsOf } from './request-demands.js';
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
  const active = compiled.constraints.length === 0 ? [] : compiled.activeConstraints.match(readings);
  return andThen(active, (indexes) => {
    const constraints = indexes.flatMap((index) => compiled.constraints[index]?.constraint ?? []);
    const narrow = (each: typeof outcome) => narrowChain(each, constraints, demandsOf(body, each));
    const { candidates } = narrow(outcome);
    if (candidates.length === 0) return undefined;
    const escalation = body.stream ? undefined : decideEscalation(compiled.policy, outcome, narrow);
    return { outcome, candidates, ...(escalation !== undefined && { escalation }) };
  });
}
