import type { PlannedTarget } from '../plan/execution-plan.js';
import { type AttemptFailure, ownFailure, thrownFailure } from './attempt-failure.js';
import type { AttemptRecord } from './attempt-record.js';
import { type DeadlineName, type DeadlineWatch, watchDeadlines } from './deadlines.js';
import type { Execution } from './execution.js';
import type { ProviderCall } from './provider.js';

/** One attempt's own signal: aborted when the request is cancelled, a deadline passes or the attempt is over. */
export interface AttemptScope {
  readonly record: AttemptRecord;
  readonly call: ProviderCall;
  readonly watch: DeadlineWatch;
  /** Settles with the promise, or rejects as soon as the attempt is cancelled or late. One wait at a time. */
  wait<T>(promise: Promise<T>): Promise<T>;
  /** Calls back once, as soon as the attempt is cancelled or late; at once if it is. */
  onAbort(callback: () => void): void;
  /** Why the attempt failed, given what was thrown while waiting. */
  failureOf(thrown: unknown): AttemptFailure;
  /** Lets go of an upstream request that may still be running. */
  abandon(): void;
  /** The attempt is over: stops its clock. */
  close(): void;
}

export function openScope(execution: Execution, target: PlannedTarget): AttemptScope {
  const { context, plan, cancel } = execution;
  const { runtime, headers = {} } = context;
  const controller = new AbortController();
  let latePast: DeadlineName | undefined;
  let closed = false;
  let rejectWait: ((reason: unknown) => void) | undefined;
  let aborted: (() => void) | undefined;

  const abort = (reason: unknown) => {
    if (closed || controller.signal.aborted) return;
    controller.abort(reason);
    rejectWait?.(reason);
    aborted?.();
  };
  const onCancel = () => abort(cancel.signal.reason);
  cancel.signal.addEventListener('abort', onCancel, { once: true });

  const times = timesOf(execution, target);
  const watch = watchDeadlines(runtime, times, (deadline) => {
    latePast = deadline;
    abort(new DOMException(`The attempt was given up: ${lateness(deadline, times, plan.deadlineMs)}.`, 'TimeoutError'));
  });

  return {
    record: { target, startedAt: runtime.now() },
    call: { endpoint: target.endpoint, body: target.body, signal: controller.signal, headers },
    watch,
    wait: (promise) =>
      new Promise((resolve, reject) => {
        rejectWait = reject;
        promise.then(resolve, reject);
        if (controller.signal.aborted) reject(controller.signal.reason);
      }),
    onAbort(callback) {
      aborted = callback;
      if (controller.signal.aborted) callback();
    },
    failureOf(thrown) {
      if (cancel.signal.aborted) return ownFailure('cancelled', target, 'the caller cancelled the request');
      if (latePast !== undefined) {
        return ownFailure('timeout', target, lateness(latePast, times, plan.deadlineMs));
      }
      return thrownFailure(target, thrown, runtime.now());
    },
    abandon() {
      closed = true;
      if (!controller.signal.aborted) controller.abort();
    },
    close() {
      closed = true;
      watch.stop();
      cancel.signal.removeEventListener('abort', onCancel);
    },
  };
}

function timesOf({ context, plan, deadlineAt, answerBy }: Execution, target: PlannedTarget) {
  const callersMs = answerBy - context.runtime.now();
  return plan.stream
    ? {
        firstTokenMs: Math.min(target.firstTokenMs, callersMs),
        idleMs: target.idleMs,
        totalMs: target.timeoutMs,
        requestEndsAt: deadlineAt,
      }
    : { totalMs: Math.min(target.timeoutMs, callersMs), requestEndsAt: deadlineAt };
}

function lateness(deadline: DeadlineName, times: ReturnType<typeof timesOf>, requestMs: number): string {
  switch (deadline) {
    case 'first_token':
      return `no token within ${times.firstTokenMs} ms`;
    case 'idle':
      return `nothing came for ${times.idleMs} ms`;
    case 'total':
      return `not done within ${times.totalMs} ms`;
    case 'request':
      return `the deadline of the request, ${requestMs} ms, passed`;
    default:
      return deadline satisfies never;
  }
}
