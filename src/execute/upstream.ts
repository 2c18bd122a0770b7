import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { AttemptFailure } from './attempt-failure.js';
import { endAttempt } from './attempt-record.js';
import { addAttempt, type Execution } from './execution.js';
import { type CommittedStream, endFailure } from './stream-attempt.js';

export type Upstream = ChatCompletionChunk | UpstreamEnd;

/** How an upstream answer ended. */
export type UpstreamEnd = { readonly kind: 'whole' } | { readonly kind: 'broken'; readonly failure: AttemptFailure };

export function isEnd(upstream: Upstream): upstream is UpstreamEnd {
  return 'kind' in upstream;
}

/** A committed attempt while it is read. Its clock runs only while the reader waits. */
export class UpstreamReader {
  readonly stream: CommittedStream;
  readonly #execution: Execution;
  readonly #held: ChatCompletionChunk[];
  #pending: CommittedStream['pending'];
  #reading = false;
  #closed = false;

  constructor(execution: Execution, stream: CommittedStream) {
    this.stream = stream;
    this.#execution = execution;
    this.#held = [...stream.held];
    this.#pending = stream.pending;
  }

  /** Calls back when the attempt is cancelled or late while nobody waits for a chunk; at once if it is. */
  onGivenUp(callback: (end: UpstreamEnd) => void): void {
    this.stream.scope.onAbort(() => {
      if (!this.#reading) callback(this.#brokenBy(undefined, true));
    });
  }

  get progress() {
    return this.stream.source.progress;
  }

  next(): Promise<Upstream> {
    const held = this.#held.shift();
    return held === undefined ? this.#pull() : Promise.resolve(held);
  }

  /** What is left of the beginning that was held back. */
  takeHeld(): readonly ChatCompletionChunk[] {
    return this.#held.splice(0);
  }

  /** Lets go of the provider, at once unless the answer came to its end, and puts the attempt into the record. */
  close(failure: AttemptFailure | undefined, cameToItsEnd = false): void {
    if (this.#closed) return;
    this.#closed = true;
    const { scope, source } = this.stream;
    if (!cameToItsEnd) scope.abandon();
    scope.close();
    source.cancel();
    const outcome = failure?.class ?? (scope.record.finishReason === 'content_filter' ? 'content_filter' : 'ok');
    addAttempt(this.#execution, endAttempt(scope.record, this.#execution.context.runtime.now(), outcome, failure));
  }

  async #pull(): Promise<Upstream> {
    const { scope, source } = this.stream;
    this.#reading = true;
    scope.watch.resume();
    try {
      const pulled = await (this.#pending ?? source.next());
      if (pulled !== 'end') return pulled.chunk;
      const failure = endFailure(this.stream);
      return failure === undefined ? { kind: 'whole' } : { kind: 'broken', failure };
    } catch (thrown) {
      return this.#brokenBy(thrown, false);
    } finally {
      this.#pending = undefined;
      scope.watch.pause();
      this.#reading = false;
    }
  }

  #brokenBy(thrown: unknown, late: boolean): UpstreamEnd {
    const failure = this.stream.scope.failureOf(thrown);
    const mayBeWhole = failure.class !== 'cancelled' && !(late && this.#pending !== undefined);
    if (mayBeWhole && this.#isWhole()) return { kind: 'whole' };
    // A reader that does not come back in time is no fault of the provider's.
    return { kind: 'broken', failure: late ? { ...failure, class: 'cancelled' } : failure };
  }

  /** What breaks after every choice has its finish_reason takes nothing from the answer. */
  #isWhole(): boolean {
    const { n } = this.stream.scope.record.target.body;
    const choices = typeof n === 'number' ? n : 1;
    return this.progress.finishReasons.size >= choices && endFailure(this.stream) === undefined;
  }
}
