import type { Candidate, RoutedDecision } from '../decide/decision.js';
import type { RouteOutcome } from '../policy/policy.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { ExecutionPlan, PlannedTarget } from './execution-plan.js';
import { planBody } from './plan-body.js';

/** The defaults of the times, in milliseconds, and of the number of targets tried for one request. */
const planDefaults = {
  firstTokenMs: 30_000,
  idleMs: 30_000,
  timeoutMs: 120_000,
  deadlineMs: 300_000,
  maxTargets: 8,
} as const;

/** What to send where, in which order and within which times. A rejected decision gives a plan without targets. */
export function planExecution(
  { outcome, candidates }: Pick<RoutedDecision, 'outcome' | 'candidates'>,
  request: Pick<RoutingRequest, 'body'>,
): ExecutionPlan {
  const stream = request.body.stream === true;
  return {
    targets: outcome === undefined ? [] : candidates.slice(0, planDefaults.maxTargets).map(target),
    deadlineMs: outcome?.deadlineMs ?? planDefaults.deadlineMs,
    stream,
    deliverUsageChunk: stream && request.body.stream_options?.include_usage === true,
  };

  function target(candidate: Candidate): PlannedTarget {
    const { body, changes } = planBody(candidate, outcome ?? {}, request.body);
    const { slot, model } = candidate;
    return { slot, endpoint: slot.endpoint, model, body, changes, ...timesOf(outcome) };
  }
}

function timesOf(outcome: RouteOutcome | undefined): Pick<PlannedTarget, 'firstTokenMs' | 'idleMs' | 'timeoutMs'> {
  const timeoutMs = outcome?.timeoutMs ?? planDefaults.timeoutMs;
  return {
    firstTokenMs: Math.min(planDefaults.firstTokenMs, timeoutMs),
    idleMs: Math.min(planDefaults.idleMs, timeoutMs),
    timeoutMs,
  };
}
