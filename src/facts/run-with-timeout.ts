/** What becomes of each way a function can end. */
export interface Outcomes<T> {
  readonly value: (value: unknown) => T;
  readonly failed: (error: unknown) => T;
  readonly late: () => T;
}

/**
 * Runs a function that may be asynchronous and may fail, for at most so many milliseconds; its signal aborts when the
 * time is up. A synchronous result comes back synchronously. Never throws or rejects; what comes late is ignored.
 */
export function runWithTimeout<T>(
  run: (signal: AbortSignal) => unknown,
  milliseconds: number,
  outcomes: Outcomes<T>,
): T | Promise<T> {
  const controller = new AbortController();
  try {
    const result = run(controller.signal);
    return isThenable(result) ? settle(result, controller, milliseconds, outcomes) : outcomes.value(result);
  } catch (error) {
    return outcomes.failed(error);
  }
}

function settle<T>(
  result: PromiseLike<unknown>,
  controller: AbortController,
  milliseconds: number,
  { value, failed, late }: Outcomes<T>,
): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(late());
      controller.abort(new DOMException(`no answer within ${milliseconds} ms`, 'TimeoutError'));
    }, milliseconds);
    Promise.resolve(result)
      .then(value)
      .catch(failed)
      .then((outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
