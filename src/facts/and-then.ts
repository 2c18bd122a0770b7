/** A value, or a promise of it, where most answers are there at once and nobody should wait for them. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value now, or when it is there. */
export function andThen<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
