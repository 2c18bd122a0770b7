import { messageOf } from '../../diagnostics/message-of.js';
import { runWithTimeout } from '../../run-with-timeout.js';
import type { Runtime } from '../../runtime.js';
import { alarmsOf } from '../alarms-of.js';
import type { CheckedRequest } from '../answer-check.js';
import type { HeardAnswer } from '../heard-answer.js';

/**
 * Scores a shadow's answer against the one that was delivered: any finite number, by convention from 0 (useless) to 1
 * (as good or better). A judge that throws, gives something else or takes longer than `judge_timeout` gives no score;
 * `signal` aborts then.
 */
export type ShadowJudge = (
  answers: { readonly primary: HeardAnswer; readonly candidate: HeardAnswer },
  request: CheckedRequest,
  signal: AbortSignal,
) => number | Promise<number>;

/** Why there is no score, in words, or the score. */
export type JudgeVerdict = { readonly score: number } | { readonly error: string };

/** Never rejects. */
export async function runJudge(
  judge: (signal: AbortSignal) => unknown,
  timeoutMs: number,
  runtime: Pick<Runtime, 'now' | 'sleep' | 'alarm'>,
  cancel: AbortSignal,
): Promise<JudgeVerdict> {
  const limit = { milliseconds: timeoutMs, setAlarm: alarmsOf(runtime), background: true, cancel };
  return runWithTimeout<JudgeVerdict>(judge, limit, {
    value: (score) =>
      typeof score === 'number' && Number.isFinite(score)
        ? { score }
        : { error: 'the judge did not give a finite number' },
    failed: (error) => ({
      error: cancel.aborted ? 'the router was closed' : `the judge threw: ${messageOf(error)}`,
    }),
    late: () => ({ error: `the judge took longer than ${timeoutMs} ms` }),
  });
}
