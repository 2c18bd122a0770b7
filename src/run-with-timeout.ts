import type { SetAlarm } from './runtime.js';

export interface TimeLimit {
  readonly milliseconds: number;
  /** Default: the timers of the process. */
  readonly setAlarm?: SetAlarm;
  /** Let the process end although the function has time left. Default: false. */
  readonly background?: boolean;
  /** Gives the function up: it has failed with this signal's reason. */
  readonly cancel?: AbortSignal;
}

/** What becomes of each way a function can end. */
export interface Outcomes<T> {
  readonly value: (value: unknown) => T;
  readonly failed: (error: unknown) => T;
  readonly late: () => T;
}

/**
 * Runs a function of somebody else's that may be asynchronous and may fail, within a time limit; its signal aborts when
 * the time is up or it is cancelled. A synchronous result comes back synchronously. Never throws or rejects; what comes
 * late is ignored.
 */
export function runWithTimeout<T>(
  run: (signal: AbortSignal) => unknown,
  limit: TimeLimit,
  outcomes: Outcomes<T>,
): T | Promise<T> {
  const controller = new AbortController();
  try {
    const result = run(controller.signal);
    return isThenable(result) ? settle(result, controller, limit, outcomes) : outcomes.value(result);
  } catch (error) {
    return outcomes.failed(error);
  }
}

function settle<T>(
  result: PromiseLike<unknown>,
  controller: AbortController,
  { milliseconds, setAlarm = processAlarm, background = false, cancel }: TimeLimit,
  { value, failed, late }: Outcomes<T>,
): Promise<T> {
  return new Promise((resolve) => {
    function end(outcome: T): void {
      alarm.callOff();
      cancel?.removeEventListener('abort', giveUp);
      resolve(outcome);
    }
    function giveUp(): void {
      end(failed(cancel?.reason));
      controller.abort(cancel?.reason);
    }
    const alarm = setAlarm(milliseconds, () => {
      end(late());
      controller.abort(new DOMException(`no answer within ${milliseconds} ms`, 'TimeoutError'));
    });
    if (background) alarm.background();
    if (cancel?.aborted) giveUp();
    else cancel?.addEventListener('abort', giveUp, { once: true });
    Promise.resolve(result).then(value).catch(failed).then(end);
  });
}

const processAlarm: SetAlarm = (milliseconds, callback) => {
  const timer = setTimeout(callback, milliseconds);
  return { background: () => void timer.unref(), callOff: () => clearTimeout(timer) };
};

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
