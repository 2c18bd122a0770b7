import type { PlannedTarget } from '../plan/execution-plan.js';
import { type AttemptFailure, ownFailure, thrownFailure } from './attempt-failure.js';
import type { AttemptRecord } from './attempt-record.js';
import { type AttemptTimes, type DeadlineName, DeadlineWatch } from './deadline-watch.js';
import type { Execution } from './execution.js';
import type { ProviderCall } from './provider.js';

/** One attempt's own signal: aborted when the request is cancelled, a deadline passes or the attempt is over. */
export class AttemptScope {
  readonly record: AttemptRecord;
  readonly call: ProviderCall;
  readonly watch: DeadlineWatch;
  readonly #execution: Execution;
  readonly #times: AttemptTimes;
  readonly #controller = new AbortController();
  readonly #onCancel = (): void => this.#abort(this.#execution.cancel.reason);
  #latePast: DeadlineName | undefined;
  #closed = false;
  #rejectWait: ((reason: unknown) => void) | undefined;
  #aborted: (() => void) | undefined;

  constructor(execution: Execution, target: PlannedTarget) {
    const { context, cancel } = execution;
    const { runtime, headers = {} } = context;
    this.#execution = execution;
    this.record = { target, startedAt: runtime.now() };
    this.call = { endpoint: target.endpoint, body: target.body, signal: this.#controller.signal, headers };
    cancel.onAbort(this.#onCancel);
    this.#times = timesOf(execution, target);
    this.watch = new DeadlineWatch(runtime, this.#times, (deadline) => this.#beLate(deadline));
  }

  /** Settles with the promise, or rejects as soon as the attempt is cancelled or late. One wait at a time. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#rejectWait = reject;
      promise.then(resolve, reject);
      if (this.call.signal.aborted) reject(this.call.signal.reason);
    });
  }

  /** Calls back once, as soon as the attempt is cancelled or late; at once if it is. */
  onAbort(callback: () => void): void {
    this.#aborted = callback;
    if (this.call.signal.aborted) callback();
  }

  /** Why the attempt failed, given what was thrown while waiting. */
  failureOf(thrown: unknown): AttemptFailure {
    const { target } = this.record;
    const { cancel, context } = this.#execution;
    if (cancel.aborted) return ownFailure('cancelled', target, 'the caller cancelled the request');
    if (this.#latePast !== undefined) return ownFailure('timeout', target, this.#lateness(this.#latePast));
    return thrownFailure(target, thrown, context.runtime.now());
  }

  /** Lets go of an upstream request that may still be running. */
  abandon(): void {
    this.#closed = true;
    if (!this.call.signal.aborted) this.#controller.abort();
  }

  /** The attempt is over: stops its clock. */
  close(): void {
    this.#closed = true;
    this.watch.stop();
    this.#execution.cancel.forget(this.#onCancel);
  }

  #abort(reason: unknown): void {
    if (this.#closed || this.call.signal.aborted) return;
    this.#controller.abort(reason);
    this.#rejectWait?.(reason);
    this.#aborted?.();
  }

  #beLate(deadline: DeadlineName): void {
    this.#latePast = deadline;
    this.#abort(new DOMException(`The attempt was given up: ${this.#lateness(deadline)}.`, 'TimeoutError'));
  }

  #lateness(deadline: DeadlineName): string {
    switch (deadline) {
      case 'first_token':
        return `no token within ${this.#times.firstTokenMs} ms`;
      case 'idle':
        return `nothing came for ${this.#times.idleMs} ms`;
      case 'total':
        return `not done within ${this.#times.totalMs} ms`;
      case 'request':
        return `the deadline of the request, ${this.#execution.plan.deadlineMs} ms, passed`;
      default:
        return deadline satisfies never;
    }
  }
}

function timesOf({ context, plan, deadlineAt, answerBy }: Execution, target: PlannedTarget): AttemptTimes {
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
