import { RouterError } from '../errors.js';
import { type AttemptFailure, ownFailure } from './attempt-failure.js';
import { conclude } from './conclude.js';
import { DeliveredAnswer } from './delivered-answer.js';
import type { Execution } from './execution.js';
import { cancelledError } from './failure-error.js';
import { resumeStream } from './resume-stream.js';
import { withRouting } from './routing-of.js';
import type { RoutingReport } from './routing-report.js';
import type { ChainWalk } from './run-chain.js';
import type { CommittedStream } from './stream-attempt.js';
import { StreamInterruptedError } from './stream-interrupted-error.js';
import type { RoutedChunk, StreamSeam } from './stream-seam.js';
import { isEnd, type UpstreamEnd, UpstreamReader } from './upstream.js';

type Result = IteratorResult<RoutedChunk, undefined>;

/** How a stream ended: with the whole answer, stopped by its reader, by the caller's signal, or broken off. */
type Ending =
  | { readonly kind: 'whole' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broken'; readonly failure: AttemptFailure };

/**
 * A committed stream as its reader sees it. A chunk is pulled from the provider only when the reader asks for one. The
 * iteration ends cleanly only when the answer is whole, or when the reader itself stopped it, with `return` or with the
 * stream's controller; a break that the policy does not let another model mend is STREAM_INTERRUPTED, and the caller's
 * signal gives its reason.
 */
export class DeliveredStream implements AsyncIterator<RoutedChunk, undefined> {
  /** Resolves when the stream has ended, however it ended. */
  readonly routing: Promise<RoutingReport>;
  readonly #execution: Execution;
  readonly #walk: ChainWalk;
  #upstream: UpstreamReader;
  readonly #answer: DeliveredAnswer;
  #resuming = false;
  #reads = 0;
  #lastRead: Promise<unknown> = Promise.resolve();
  #ending: Ending | undefined;
  /** Thrown once, at the read that meets the end. */
  #thrown: { readonly error: unknown } | undefined;
  #resolveRouting: (report: RoutingReport) => void = () => {};

  constructor(execution: Execution, stream: CommittedStream, walk: ChainWalk) {
    this.#execution = execution;
    this.#walk = walk;
    this.#answer = new DeliveredAnswer(execution);
    this.routing = new Promise((resolve) => {
      this.#resolveRouting = resolve;
    });
    this.#upstream = new UpstreamReader(execution, stream);
    this.#upstream.onGivenUp((end) => this.#giveUp(end));
  }

  /** Reads wait for each other, since tee() asks for several at once. */
  next(): Promise<Result> {
    this.#reads += 1;
    const read = () => this.#read();
    const result = this.#reads === 1 ? read() : this.#lastRead.then(read, read);
    // Whoever lets go of a read does not let the process fall.
    result.catch(() => {});
    this.#lastRead = result;
    return result;
  }

  async return(): Promise<Result> {
    // Whoever is looking for another model then ends the stream.
    if (this.#resuming) this.#execution.cancel.abort();
    else this.#end({ kind: 'stopped' });
    return { done: true, value: undefined };
  }

  async #read(): Promise<Result> {
    try {
      for (;;) {
        const chunk = this.#answer.shift();
        if (chunk !== undefined) return { done: false, value: chunk };
        if (this.#ending !== undefined) break;
        await this.#readUpstream();
      }
      const thrown = this.#thrown;
      this.#thrown = undefined;
      if (thrown !== undefined) throw thrown.error;
      return { done: true, value: undefined };
    } finally {
      this.#reads -= 1;
    }
  }

  async #readUpstream(): Promise<void> {
    const upstream = await this.#upstream.next();
    if (!isEnd(upstream)) {
      this.#answer.take(upstream);
      return;
    }
    this.#answer.endPart();
    const ending = this.#endingOf(upstream);
    if (ending.kind !== 'broken') this.#end(ending);
    else if (this.#ending === undefined) await this.#resume(ending.failure);
  }

  /** The attempt is over while its reader is away, which still gets what came of a whole answer. */
  #giveUp(end: UpstreamEnd): void {
    if (end.kind === 'whole') for (const chunk of this.#upstream.takeHeld()) this.#answer.take(chunk);
    this.#end(this.#endingOf(end));
  }

  /** Another model goes on, or the stream ends here. */
  async #resume(failure: AttemptFailure): Promise<void> {
    this.#upstream.close(failure);
    this.#resuming = true;
    const delivered = { text: this.#texts[0] ?? '', progress: this.#upstream.progress };
    const resumption = await resumeStream(this.#execution, this.#walk, failure, delivered);
    this.#resuming = false;
    if (resumption.kind === 'resumed') return this.#goOn(resumption.stream, resumption.seam, delivered.text);
    if (resumption.kind === 'barred') {
      this.#execution.notApplied.push({ setting: 'stream.on_interrupt', because: resumption.because });
    }
    this.#end(this.#endingOf({ kind: 'broken', failure }));
  }

  #goOn(stream: CommittedStream, seam: StreamSeam, text: string): void {
    this.#answer.goOn(seam, stream.scope.record.target.model, text);
    this.#upstream = new UpstreamReader(this.#execution, stream);
    this.#upstream.onGivenUp((end) => this.#giveUp(end));
  }

  /** What the reader has, by choice. */
  get #texts(): readonly string[] {
    const { joinedText } = this.#answer;
    return joinedText === undefined ? this.#upstream.progress.texts : [joinedText];
  }

  #endingOf(end: UpstreamEnd): Ending {
    const { cancel, context } = this.#execution;
    if (end.kind === 'whole' || !cancel.aborted) return end;
    const byOthers = context.signal?.aborted || RouterError.isInstance(cancel.reason);
    return { kind: byOthers ? 'cancelled' : 'stopped' };
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    if (ending.kind === 'stopped' || ending.kind === 'cancelled') this.#answer.drop();
    this.#answer.noteRepetition();
    const failure = this.#failureOf(ending);
    this.#upstream.close(failure, ending.kind === 'whole');
    this.#execution.release();
    const report = conclude(this.#execution, failure === undefined ? this.#execution.attempts.length - 1 : null);
    this.#resolveRouting(report);
    this.#thrown = this.#errorOf(ending, report);
  }

  #failureOf(ending: Ending): AttemptFailure | undefined {
    const { target } = this.#upstream.stream.scope.record;
    switch (ending.kind) {
      case 'whole':
        return undefined;
      case 'broken':
        return ending.failure;
      case 'stopped':
        if (this.#upstream.progress.isComplete) return undefined;
        return ownFailure('cancelled', target, 'the reader stopped before the end');
      case 'cancelled':
        return ownFailure('cancelled', target, 'the caller cancelled the request');
      default:
        return ending satisfies never;
    }
  }

  #errorOf(ending: Ending, report: RoutingReport): { readonly error: unknown } | undefined {
    if (ending.kind === 'cancelled') return { error: cancelledError(this.#execution) };
    if (ending.kind !== 'broken') return undefined;
    const { usage } = this.#upstream.progress;
    return { error: withRouting(new StreamInterruptedError(ending.failure, this.#texts, usage), report) };
  }
}
