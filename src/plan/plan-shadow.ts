import type { Candidate } from '../decide/decision.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { DeploymentWorld } from './balance-candidates.js';
import type { ExecutionPlan } from './execution-plan.js';
import { planExecution } from './plan-execution.js';

/** The copy of a request: one attempt at one model, and not as a stream, since nobody reads along. */
export function planShadow(
  routed: { readonly outcome: RouteOutcome; readonly candidates: readonly Candidate[] },
  { body, attributes }: Pick<RoutingRequest, 'body' | 'attributes'>,
  world?: DeploymentWorld,
): ExecutionPlan {
  const { escalate: _escalate, nativeFallback: _native, ...outcome } = routed.outcome;
  const { stream: _stream, stream_options: _options, ...copy } = body;
  const once = { ...outcome, retry: { attempts: 1 } };
  const plan = planExecution({ outcome: once, candidates: routed.candidates }, { body: copy, attributes }, world);
  return { ...plan, targets: plan.targets.slice(0, 1) };
}
