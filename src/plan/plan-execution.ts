import type { RoutedEscalation } from '../decide/decide-escalation.js';
import type { Candidate, RoutedDecision } from '../decide/decision.js';
import { keyAt } from '../facts/attribute-path.js';
import type { BalanceSettings, RouteSettings } from '../policy/route-settings.js';
import type { Attributes, RoutingRequest } from '../request/routing-request.js';
import { asksForReasoning } from './asks-for-reasoning.js';
import { attemptTimes } from './attempt-times.js';
import { balanceCandidates, type DeploymentWorld } from './balance-candidates.js';
import type {
  ExecutionPlan,
  NotApplied,
  PlannedEscalation,
  PlannedTarget,
  RecoverySettings,
} from './execution-plan.js';
import { withNativeFallbacks } from './native-fallbacks.js';
import { planBody } from './plan-body.js';

const defaultDeadlineMs = 300_000;

const defaultBalance: BalanceSettings = { by: 'weight' };

/** Targets tried for one request. */
const maxTargets = 8;

const streamsAreNotJudged: NotApplied = {
  setting: 'escalate',
  because: 'a stream is delivered before it could be judged',
};

/**
 * What to send where, in which order and within which times. A rejected decision gives a plan without targets. Without a
 * world to choose by, deployments keep the policy's order.
 */
export function planExecution(
  { outcome, candidates, escalation }: Pick<RoutedDecision, 'outcome' | 'candidates' | 'escalation'>,
  request: Pick<RoutingRequest, 'body'> & Partial<RoutingRequest>,
  world?: DeploymentWorld,
): ExecutionPlan {
  const balance = outcome?.balance ?? defaultBalance;
  const chosen =
    world === undefined
      ? { candidates, balanced: [] }
      : balanceCandidates(candidates, balance, stickyKey(balance, request.attributes), world);
  const stream = request.body.stream === true;
  const targets = outcome === undefined ? [] : chosen.candidates.slice(0, maxTargets).map(target);
  return {
    targets: outcome?.nativeFallback === true ? withNativeFallbacks(targets) : targets,
    deadlineMs: outcome?.deadlineMs ?? defaultDeadlineMs,
    stream,
    deliverUsageChunk: stream && request.body.stream_options?.include_usage === true,
    recovery: recoveryOf(outcome ?? {}),
    balanced: chosen.balanced,
    ...(escalation !== undefined && { escalation: plannedEscalation(escalation) }),
    notApplied: stream && outcome?.escalate !== undefined ? [streamsAreNotJudged] : [],
  };

  function plannedEscalation({ tier, when, check, chain, ...onwards }: RoutedEscalation): PlannedEscalation {
    const plan = planExecution({ candidates: chain.candidates, ...onwards }, request, world);
    return { when, ...(check !== undefined && { check }), tier: tier.name, plan };
  }

  function target(candidate: Candidate): PlannedTarget {
    const { body, changes, lost } = planBody(candidate, outcome ?? {}, request.body);
    const { slot, model } = candidate;
    const strict = outcome?.paramsMode === 'strict' && lost.length > 0;
    const { firstTokenMs, idleMs, timeoutMs } = attemptTimes(outcome?.timeout ?? {}, asksForReasoning(model, body));
    const planned = { slot, endpoint: slot.endpoint, model, body, changes, firstTokenMs, idleMs, timeoutMs };
    if (!strict) return planned;
    return { ...planned, unsendable: `params_mode is strict, and ${model} does not take ${lost.join(', ')} as asked` };
  }
}

const defaultRecovery: RecoverySettings = {};

function recoveryOf({ retry, fallback, onInterrupt }: RouteSettings): RecoverySettings {
  if (retry === undefined && fallback === undefined && onInterrupt === undefined) return defaultRecovery;
  return {
    ...(retry !== undefined && { retry }),
    ...(fallback !== undefined && { fallback }),
    ...(onInterrupt !== undefined && { onInterrupt }),
  };
}

/** The value of the key in this request; undefined when there is none to hold on to. */
function stickyKey({ key }: BalanceSettings, attributes: Attributes = {}): string | undefined {
  return key === undefined ? undefined : keyAt(attributes, key);
}
