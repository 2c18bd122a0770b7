/**
 * A request's end before its time. What an AbortController is, without the cost of its signal, which is made when
 * somebody needs it; aborting that one ends the request too.
 */
export class Cancellation {
  #isAborted = false;
  #reason: unknown;
  #callbacks: readonly (() => void)[] = [];
  #controller: AbortController | undefined;

  get aborted(): boolean {
    return this.#isAborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    for (const callback of this.#callbacks) callback();
  }

  /** Calls back as soon as the request is cancelled, unless it is given to `forget` before. */
  onAbort(callback: () => void): void {
    this.#callbacks = [...this.#callbacks, callback];
  }

  forget(callback: () => void): void {
    this.#callbacks = this.#callbacks.filter((each) => each !== callback);
  }

  get controller(): AbortController {
    this.#controller ??= this.#createController();
    return this.#controller;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  #createController(): AbortController {
    const controller = new AbortController();
    const { signal } = controller;
    if (this.#isAborted) controller.abort(this.#reason);
    else signal.addEventListener('abort', () => this.abort(signal.reason), { once: true });
    return controller;
  }
}
