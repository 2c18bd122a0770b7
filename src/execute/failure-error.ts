import { RouterError } from '../errors.js';
import type { AttemptFailure } from './attempt-failure.js';
import { type Execution, reportOf } from './execution.js';
import { failureConsequences } from './failure-class.js';
import { withRouting } from './routing-of.js';

/** The caller's own reason, as it is. */
export function cancelledError(execution: Execution): unknown {
  return withRouting(execution.cancel.reason, reportOf(execution, null));
}

/**
 * The error for a chain that gave no answer. A single attempt that failed with the SDK's error gives that error, as a
 * bare client would have; anything else is ATTEMPTS_EXHAUSTED, with the most useful failure as its cause.
 */
export function chainError(execution: Execution, failures: readonly AttemptFailure[]): unknown {
  const [only] = failures;
  const error = failures.length === 1 && only?.error !== undefined ? only.error : exhausted(failures);
  return withRouting(error, reportOf(execution, null));
}

function exhausted(failures: readonly AttemptFailure[]): RouterError {
  const cause = mostUseful(failures);
  if (cause === undefined) return new RouterError('NO_ELIGIBLE_MODEL', 'The plan has no model to try.');
  const waits = failures.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  return new RouterError('ATTEMPTS_EXHAUSTED', summary(failures, cause), {
    cause: cause.error ?? new Error(cause.message),
    status: httpStatusOf(cause),
    ...(waits.length === 0 ? {} : { retryAfterMs: Math.min(...waits) }),
  });
}

/** A failure that blames the request, since its sender can mend it; else the last one of the first target. */
function mostUseful(all: readonly AttemptFailure[]): AttemptFailure | undefined {
  const sent = all.filter(({ unsent }) => unsent !== true);
  const failures = sent.length > 0 ? sent : all;
  const blaming = failures.find((failure) => failureConsequences[failure.class].blamesRequest);
  return blaming ?? failures.findLast((failure) => failure.target === failures[0]?.target);
}

/** The provider's own status where the request is at fault; else the class's, which never blames the caller. */
function httpStatusOf({ class: failureClass, status = 0 }: AttemptFailure): number {
  const { blamesRequest, httpStatus } = failureConsequences[failureClass];
  return blamesRequest && status >= 400 && status < 500 && status !== 401 && status !== 403 ? status : httpStatus;
}

function summary(failures: readonly AttemptFailure[], cause: AttemptFailure): string {
  const attempts = failures.map(({ target, class: failureClass }) => `${target.slot.name} ${failureClass}`).join(', ');
  const count = failures.length === 1 ? 'The only attempt' : `All ${failures.length} attempts`;
  return `${count} failed (${attempts}). ${cause.target.slot.name}: ${cause.message}`;
}
