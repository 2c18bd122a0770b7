import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { RoutingRequest } from '../request/routing-request.js';
import type { Runtime } from '../runtime.js';

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
  judge: (signal: AbortSignal) => unknown,
  timeoutMs: number,
  { sleep }: Pick<Runtime, 'sleep'>,
  cancel: AbortSignal,
): Promise<string | undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([cancel, over.signal]);
  const late = sleep(timeoutMs, signal).then(() => `the check took longer than ${timeoutMs} ms`);
  try {
    return await Promise.race([verdict(judge, signal), late]);
  } finally {
    late.catch(() => {});
    over.abort();
    cancel.throwIfAborted();
  }
}

async function verdict(judge: (signal: AbortSignal) => unknown, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await judge(signal)) === true ? undefined : 'the check says no';
  } catch (error) {
    return `the check threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}
