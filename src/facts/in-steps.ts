import type { Awaitable } from './and-then.js';

/** Does the steps now where there is one only, else lets the event loop turn between them. */
export function inSteps<T>(steps: Generator<undefined, T>): Awaitable<T> {
  const first = steps.next();
  return first.done === true ? first.value : finishLater(steps);
}

async function finishLater<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
