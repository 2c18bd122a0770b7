/** Events by name, each with the arguments its listeners get. */
type Events = Readonly<Record<string, readonly unknown[]>>;

type Listener<A extends readonly unknown[]> = (...args: A) => void;

/**
 * Listeners of events. One that throws keeps neither the others nor whoever emits from going on: its error becomes a
 * warning of the process.
 */
export class Listeners<E extends { [K in keyof E]: Events[string] }> {
  readonly #listeners = new Map<keyof E, readonly Listener<never>[]>();

  add<K extends keyof E>(event: K, listener: Listener<E[K]>): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  remove<K extends keyof E>(event: K, listener: Listener<E[K]>): void {
    const listeners = this.#listeners.get(event) ?? [];
    this.#listeners.set(
      event,
      listeners.filter((each) => each !== listener),
    );
  }

  tell<K extends keyof E>(event: K, ...args: E[K]): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        (listener as Listener<E[K]>)(...args);
      } catch (error) {
        const detail = error instanceof Error ? (error.stack ?? error.message) : 'it threw no Error';
        process.emitWarning(`a listener of "${String(event)}" failed: ${detail}`, 'SignalboxWarning');
      }
    }
  }
}
