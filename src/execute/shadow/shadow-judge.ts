import type { Runtime } from '../../runtime.js';
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
  { sleep }: Pick<Runtime, 'sleep'>,
  cancel: AbortSignal,
): Promise<JudgeVerdict> {
  const over = new AbortController();
  const signal = AbortSignal.any([cancel, over.signal]);
  const late = sleep(timeoutMs, signal, { background: true }).then(
    () => ({ error: `the judge took longer than ${timeoutMs} ms` }),
    () => ({ error: 'the router was closed' }),
  );
  try {
    return await Promise.race([verdict(judge, signal), late]);
  } finally {
    over.abort();
  }
}

async function verdict(judge: (signal: AbortSignal) => unknown, signal: AbortSignal): Promise<JudgeVerdict> {
  try {
    const score = await judge(signal);
    return typeof score === 'number' && Number.isFinite(score)
      ? { score }
      : { error: 'the judge did not give a finite number' };
  } catch (error) {
    return { error: `the judge threw: ${error instanceof Error ? error.message : String(error)}` };
  }
}
