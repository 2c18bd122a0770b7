import type { ChatCompletion } from 'openai/resources/chat/completions';
import { messageOf } from '../diagnostics/message-of.js';
import type { RoutingRequest } from '../request/routing-request.js';
import { runWithTimeout } from '../run-with-timeout.js';
import type { Runtime } from '../runtime.js';
import { alarmsOf } from './alarms-of.js';

/** What a check is told of the request: the caller's body and attributes. */
export type CheckedRequest = Pick<RoutingRequest, 'body' | 'attributes'>;

/**
 * Judges an answer that is not streamed: false sends the request to the tier that `escalate` names. So does a check that
 * throws, that gives anything but true, or that takes longer than `check_timeout`; `signal` aborts then.
 */
export type AnswerCheck = (
  completion: ChatCompletion,
  request: CheckedRequest,
  signal: AbortSignal,
) => boolean | Promise<boolean>;

/** Why an answer does not pass, in words; undefined when it does. Rejects only when `cancel` aborts. */
export async function runCheck(
  check: (signal: AbortSignal) => unknown,
  timeoutMs: number,
  runtime: Pick<Runtime, 'now' | 'sleep' | 'alarm'>,
  cancel: AbortSignal,
): Promise<string | undefined> {
  const limit = { milliseconds: timeoutMs, setAlarm: alarmsOf(runtime), cancel };
  const objection = await runWithTimeout<string | undefined>(check, limit, {
    value: (passes) => (passes === true ? undefined : 'the check says no'),
    failed: (error) => `the check threw: ${messageOf(error)}`,
    late: () => `the check took longer than ${timeoutMs} ms`,
  });
  cancel.throwIfAborted();
  return objection;
}
