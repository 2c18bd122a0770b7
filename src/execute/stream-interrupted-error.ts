import { RouterError } from '../errors.js';
import type { Usage } from '../usage/usage.js';
import type { AttemptFailure } from './attempt-failure.js';
import { failureConsequences } from './failure-class.js';

/** A stream that broke after some of it was delivered, with all that had come. */
export class StreamInterruptedError extends RouterError {
  /** Not a property of its own: an error that is logged does not print the answer. */
  readonly #texts: readonly string[];
  /** Usage, where the provider had told it before the break. */
  readonly usage: Usage | undefined;

  constructor(failure: AttemptFailure, texts: readonly string[], usage: Usage | undefined) {
    const { target, message } = failure;
    super('STREAM_INTERRUPTED', `The stream of ${target.slot.name} (${target.model}) broke off: ${message}.`, {
      cause: failure.error ?? new Error(message),
      status: failureConsequences[failure.class].httpStatus,
      ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
    });
    this.#texts = texts;
    this.usage = usage;
  }

  /** The text so far, one for each choice. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** The text of the first choice so far. */
  get text(): string {
    return this.#texts[0] ?? '';
  }
}
