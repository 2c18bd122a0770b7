import type { Candidate, RoutedDecision } from '../decide/decision.js';
import type { RouteSettings } from '../policy/policy.js';
import type { RoutingRequest } from '../request/routing-request.js';
import { asksForReasoning } from './asks-for-reasoning.js';
import { attemptTimes } from './attempt-times.js';
import type { ExecutionPlan, PlannedTarget, RecoverySettings } from './execution-plan.js';
import { planBody } from './plan-body.js';

const defaultDeadlineMs = 300_000;

/** Targets tried for one request. */
const maxTargets = 8;

/** What to send where, in which order and within which times. A rejected decision gives a plan without targets. */
export function planExecution(
  { outcome, candidates }: Pick<RoutedDecision, 'outcome' | 'candidates'>,
  request: Pick<RoutingRequest, 'body'>,
): ExecutionPlan {
  const stream = request.body.stream === true;
  return {
    targets: outcome === undefined ? [] : candidates.slice(0, maxTargets).map(target),
    deadlineMs: outcome?.deadlineMs ?? defaultDeadlineMs,
    stream,
    deliverUsageChunk: stream && request.body.stream_options?.include_usage === true,
    recovery: recoveryOf(outcome ?? {}),
  };

  function target(candidate: Candidate): PlannedTarget {
    const { body, changes } = planBody(candidate, outcome ?? {}, request.body);
    const { slot, model } = candidate;
    const times = attemptTimes(outcome?.timeout ?? {}, asksForReasoning(model, body));
    return { slot, endpoint: slot.endpoint, model, body, changes, ...times };
  }
}

function recoveryOf({ retry, fallback, onInterrupt }: RouteSettings): RecoverySettings {
  return {
    ...(retry !== undefined && { retry }),
    ...(fallback !== undefined && { fallback }),
    ...(onInterrupt !== undefined && { onInterrupt }),
  };
}
