import type { Stream } from 'openai/streaming';
import type { Decision } from '../decide/decision.js';
import type { BalancedSlot } from '../plan/balance-candidates.js';
import type { ExecutionPlan, NotApplied } from '../plan/execution-plan.js';
import type { OnExceeded } from '../policy/budget.js';
import type { FallbackAlarmSettings } from '../policy/fallback-alarm-settings.js';
import type { Runtime } from '../runtime.js';
import { sumCosts } from '../usage/cost.js';
import type { AnswerCheck, CheckedRequest } from './answer-check.js';
import { Cancellation } from './cancellation.js';
import { type ExecutionSettings, settingsFor } from './execution-settings.js';
import { createGate, type Gate } from './gate.js';
import type { LiveState } from './live/live-state.js';
import type { RequestBudgets } from './live/request-budgets.js';
import type { Provider } from './provider.js';
import type { Attempt, DegradedRequest, EscalationRecord, RoutingReport, RoutingWarning } from './routing-report.js';
import type { Awaitable } from './store.js';
import type { RoutedChunk, StreamSeam } from './stream-seam.js';
import { withoutUndefined } from './without-undefined.js';

/** Makes the stream object that callers get: the OpenAI SDK's, which only providers/ may construct. */
export type StreamFactory = (
  iterator: () => AsyncIterator<RoutedChunk>,
  controller: AbortController,
) => Stream<RoutedChunk>;

/** What executing a plan needs beside the plan. */
export interface ExecutionContext {
  readonly decision: Decision;
  readonly provider: Provider;
  readonly runtime: Runtime;
  readonly createStream: StreamFactory;
  /** The caller's own. When it aborts, everything stops and its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
  /** The caller's own headers for this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The caller's `timeout` request option: milliseconds for all attempts together, until an answer or a stream has begun. */
  readonly timeoutMs?: number | undefined;
  /** Whether the caller takes chunks that tell of routing, which have no choices. */
  readonly routingEvents?: boolean | undefined;
  /** What requests learn from each other: breakers, measurements, alarms. Without it every request stands alone. */
  readonly live?: LiveState | undefined;
  /** The budgets that every attempt reserves in. Without them nothing is bounded. */
  readonly budgets?: RequestBudgets | undefined;
  /** What to do instead of a request that exceeds a budget; undefined for nothing. Default: nothing. */
  readonly degrade?: ((onExceeded: OnExceeded) => Awaitable<ExecutionPlan | undefined>) | undefined;
  /** When the fallback rate of the decision's rule is alarming; needs `live`. Default: never. */
  readonly fallbackAlarm?: FallbackAlarmSettings | 'off' | undefined;
  /** What `checks` are told of the request. */
  readonly request?: CheckedRequest | undefined;
  /** Functions that judge answers, by the names that policies use. */
  readonly checks?: Readonly<Record<string, AnswerCheck>> | undefined;
  /** Requests that are executed: this one is in it from its start to its end. Aborting one ends its request. */
  readonly underWay?: Set<Cancellation> | undefined;
  /** Told of every attempt when it has ended. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
}

/** One request while it is executed. */
export interface Execution {
  /** Another one, once a budget has degraded the request. */
  plan: ExecutionPlan;
  readonly context: ExecutionContext;
  settings: ExecutionSettings;
  degraded?: DegradedRequest;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly deadlineAt: number;
  /** When the caller's own timeout ends; never, once a stream has begun. */
  answerBy: number;
  readonly attempts: Attempt[];
  /** Every attempt passes it. */
  readonly gate: Gate;
  /** Of every chain that was begun. */
  readonly balanced: BalancedSlot[];
  readonly warnings: RoutingWarning[];
  readonly seams: StreamSeam[];
  readonly escalations: EscalationRecord[];
  readonly notApplied: NotApplied[];
  /** Aborted by the caller's signal, or by the one who reads the stream. */
  readonly cancel: Cancellation;
  /** The request is over: stops listening to the caller's signal. */
  readonly release: () => void;
}

export function startExecution(plan: ExecutionPlan, context: ExecutionContext): Execution {
  const startedAt = context.runtime.now();
  const cancel = new Cancellation();
  const { signal } = context;
  const onAbort = () => cancel.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  context.underWay?.add(cancel);
  return {
    plan,
    context,
    settings: settingsFor(plan.recovery),
    startedAt,
    deadlineAt: startedAt + plan.deadlineMs,
    answerBy: startedAt + (context.timeoutMs ?? Number.POSITIVE_INFINITY),
    attempts: [],
    gate: createGate(context.live, plan.stream, context.runtime.now),
    balanced: [...plan.balanced],
    warnings: [],
    seams: [],
    escalations: [],
    notApplied: [...plan.notApplied],
    cancel,
    release() {
      signal?.removeEventListener('abort', onAbort);
      context.underWay?.delete(cancel);
    },
  };
}

export function addAttempt(execution: Execution, attempt: Attempt): void {
  execution.attempts.push(attempt);
  execution.gate.leave(attempt);
  execution.context.budgets?.settle(attempt);
  execution.context.onAttempt?.(attempt);
}

/** The report as things stand; `servedBy` is the index of the attempt that answered. */
export function reportOf(execution: Execution, servedBy: number | null): RoutingReport {
  const { attempts, gate, balanced, warnings, seams, escalations, notApplied, context, startedAt } = execution;
  return withoutUndefined({
    decision: context.decision,
    attempts: [...attempts],
    served_by: servedBy,
    usage: servedBy === null ? undefined : attempts[servedBy]?.usage,
    cost: sumCosts(attempts.map((attempt) => attempt.cost)),
    balanced: someOf(balanced),
    skipped: someOf(gate.skipped),
    warnings: someOf(warnings),
    seams: someOf(seams),
    escalations: someOf(escalations),
    not_applied: someOf(notApplied),
    cancelled: servedBy === null && wasCancelled(execution) ? (true as const) : undefined,
    degraded: execution.degraded,
    duration_ms: context.runtime.now() - startedAt,
  });
}

/** Between attempts or during one, which alone is told of a reader who went away. */
function wasCancelled({ cancel, attempts }: Execution): boolean {
  return cancel.aborted || attempts.at(-1)?.outcome === 'cancelled';
}

/** A copy; undefined for an empty list. */
function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
