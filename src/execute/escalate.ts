import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { ExecutionPlan, PlannedEscalation } from '../plan/execution-plan.js';
import { runCheck } from './answer-check.js';
import { attemptCompletion } from './complete-attempt.js';
import type { Execution } from './execution.js';
import { settingsFor } from './execution-settings.js';
import type { EscalationRecord } from './routing-report.js';
import { runChain, timeLeft } from './run-chain.js';
import { asksForJson, wantingReason } from './wanting-answer.js';

export interface Answer {
  readonly completion: ChatCompletion;
  /** Index into attempts. */
  readonly attempt: number;
}

/** Asks again, tier by tier, as long as an answer is wanting; one that nobody betters stands. */
export async function escalate(execution: Execution, first: Answer): Promise<Answer> {
  let answer = first;
  let { plan } = execution;
  while (plan.escalation !== undefined) {
    const { escalation } = plan;
    const want = await wantOf(execution, plan, escalation, answer.completion);
    if (want === undefined) return answer;
    const better = await askAgain(execution, escalation, { attempt: answer.attempt, ...want });
    if (better === undefined) return answer;
    answer = better;
    plan = escalation.plan;
  }
  return answer;
}

type Want = Pick<EscalationRecord, 'because' | 'detail'>;

async function wantOf(
  execution: Execution,
  { targets }: ExecutionPlan,
  { when, check }: PlannedEscalation,
  completion: ChatCompletion,
): Promise<Want | undefined> {
  const because = wantingReason(completion, when, asksForJson(targets[0]?.body ?? {}));
  if (because !== undefined) return { because };
  return check === undefined ? undefined : checkedWant(execution, check, completion);
}

async function checkedWant(
  execution: Execution,
  { name, timeoutMs }: NonNullable<PlannedEscalation['check']>,
  completion: ChatCompletion,
): Promise<Want | undefined> {
  const { context, cancel, notApplied } = execution;
  const { checks = {}, request, runtime } = context;
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (check === undefined || request === undefined) {
    notApplied.push({ setting: 'escalate', because: `no check is registered as ${name}` });
    return undefined;
  }
  const boundMs = Math.min(timeoutMs, Math.max(0, timeLeft(execution)));
  const detail = await runCheck((signal) => check(completion, request, signal), boundMs, runtime, cancel.signal);
  return detail === undefined ? undefined : { because: 'failed_check', detail };
}

/**
 * The answer of the tier; undefined when it has none, which its attempts tell. Rejects when the request is cancelled. What
 * was asked for and why is in the record in any case.
 */
async function askAgain(
  execution: Execution,
  { plan, tier }: PlannedEscalation,
  why: Pick<EscalationRecord, 'attempt' | 'because' | 'detail'>,
): Promise<Answer | undefined> {
  const { attempts, balanced, cancel, escalations, notApplied } = execution;
  if (plan.targets.length === 0) {
    notApplied.push({ setting: 'escalate', because: `constraints left no model of tier ${tier}` });
    return undefined;
  }
  if (timeLeft(execution) <= 0) {
    notApplied.push({ setting: 'escalate', because: 'no time was left to ask again' });
    return undefined;
  }
  balanced.push(...plan.balanced);
  let answered: number | null = null;
  try {
    const running = { ...execution, plan, settings: settingsFor(plan.recovery) };
    const completion = await runChain(running, attemptCompletion);
    answered = attempts.length - 1;
    return { completion, attempt: answered };
  } catch (error) {
    if (cancel.aborted) throw error;
    return undefined;
  } finally {
    escalations.push({ ...why, to: tier, answered });
  }
}
