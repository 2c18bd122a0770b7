import { messageOf } from '../diagnostics/message-of.js';
import type { PlannedTarget } from '../plan/execution-plan.js';
import { classifyFailure } from './classify-failure.js';
import type { FailureClass } from './failure-class.js';
import { ProviderError, type ProviderFailure } from './provider.js';

/** Why one attempt did not answer. */
export interface AttemptFailure {
  readonly class: FailureClass;
  readonly target: PlannedTarget;
  readonly message: string;
  readonly status?: number;
  readonly code?: string;
  readonly retryAfterMs?: number;
  /** The target was not asked: it cannot take the request as it is, and another may. */
  readonly unsent?: true;
  /** The error as the provider's SDK gave it; undefined when the router itself found the attempt wanting. */
  readonly error?: unknown;
}

/** What the router holds against an answer that the provider calls a success. */
export function ownFailure(failureClass: FailureClass, target: PlannedTarget, message: string): AttemptFailure {
  return { class: failureClass, target, message };
}

export function providerFailure(target: PlannedTarget, failure: ProviderFailure, now: number): AttemptFailure {
  return {
    ...classifyFailure(failure, target.endpoint.kind, now),
    target,
    message: shortened(failure.message),
    ...(failure.status === undefined ? {} : { status: failure.status }),
    ...(failure.code === undefined ? {} : { code: failure.code }),
  };
}

/** The failure in whatever a provider threw. */
export function thrownFailure(target: PlannedTarget, thrown: unknown, now: number): AttemptFailure {
  if (thrown instanceof ProviderError) {
    const failure = providerFailure(target, thrown.failure, now);
    return thrown.cause === undefined ? failure : { ...failure, error: thrown.cause };
  }
  return { class: 'unknown', target, message: shortened(messageOf(thrown)), error: thrown };
}

/** Messages go into records and logs, and some echo the prompt. */
function shortened(message: string): string {
  return message.length > 500 ? `${message.slice(0, 499)}…` : message;
}
