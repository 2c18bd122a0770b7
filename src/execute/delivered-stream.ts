import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { type AttemptFailure, ownFailure } from './attempt-failure.js';
import { endAttempt } from './attempt-record.js';
import type { Pulled } from './chunk-source.js';
import { addAttempt, type Execution, reportOf } from './execution.js';
import { cancelledError } from './failure-error.js';
import { withRouting } from './routing-of.js';
import type { RoutingReport } from './routing-report.js';
import { type CommittedStream, endFailure } from './stream-attempt.js';
import { StreamInterruptedError } from './stream-interrupted-error.js';
import { isUsageChunk } from './stream-progress.js';

type Result = IteratorResult<ChatCompletionChunk, undefined>;

/** How a stream ended: with the whole answer, stopped by its reader, by the caller's signal, or broken off. */
type Ending =
  | { readonly kind: 'whole' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broken'; readonly failure: AttemptFailure };

/**
 * A committed stream as its reader sees it. A chunk is pulled from the provider only when the reader asks for one. The
 * iteration ends cleanly only when the answer is whole, or when the reader itself stopped it, with `return` or with the
 * stream's controller; a break is STREAM_INTERRUPTED, and the caller's signal gives its reason.
 */
export class DeliveredStream implements AsyncIterator<ChatCompletionChunk, undefined> {
  /** Resolves when the stream has ended, however it ended. */
  readonly routing: Promise<RoutingReport>;
  readonly #execution: Execution;
  readonly #stream: CommittedStream;
  readonly #held: ChatCompletionChunk[];
  #pending: Promise<Pulled> | undefined;
  #reading = false;
  #turn: Promise<unknown> = Promise.resolve();
  #ending: Ending | undefined;
  /** Thrown once, at the read that meets the end. */
  #thrown: { readonly error: unknown } | undefined;
  #resolveRouting: (report: RoutingReport) => void = () => {};

  constructor(execution: Execution, stream: CommittedStream) {
    this.#execution = execution;
    this.#stream = stream;
    this.#held = [...stream.held];
    this.#pending = stream.pending;
    this.routing = new Promise((resolve) => {
      this.#resolveRouting = resolve;
    });
    stream.scope.onAbort(() => {
      if (!this.#reading) this.#breakOff(undefined);
    });
  }

  /** Reads wait for each other, since tee() asks for several at once. */
  next(): Promise<Result> {
    const result = this.#turn.then(() => this.#read());
    this.#turn = result.catch(() => {});
    return result;
  }

  async return(): Promise<Result> {
    this.#end({ kind: 'stopped' });
    return { done: true, value: undefined };
  }

  async #read(): Promise<Result> {
    while (this.#ending === undefined) {
      const chunk = this.#held.shift() ?? (await this.#readUpstream());
      if (chunk !== undefined && this.#isForReader(chunk)) return { done: false, value: chunk };
    }
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (thrown !== undefined) throw thrown.error;
    return { done: true, value: undefined };
  }

  /** A reader that did not ask for the usage chunk may not expect a chunk without choices. */
  #isForReader(chunk: ChatCompletionChunk): boolean {
    return this.#execution.plan.deliverUsageChunk || !isUsageChunk(chunk);
  }

  async #readUpstream(): Promise<ChatCompletionChunk | undefined> {
    const { scope, source } = this.#stream;
    this.#reading = true;
    scope.watch.resume();
    try {
      const pulled = await (this.#pending ?? source.next());
      if (pulled !== 'end') return pulled.chunk;
      const failure = endFailure(scope.record.target, source.progress);
      this.#end(failure === undefined ? { kind: 'whole' } : { kind: 'broken', failure });
    } catch (thrown) {
      this.#breakOff(thrown);
    } finally {
      this.#pending = undefined;
      scope.watch.pause();
      this.#reading = false;
    }
    return undefined;
  }

  #breakOff(thrown: unknown): void {
    const { cancel, context } = this.#execution;
    if (cancel.signal.aborted) {
      this.#end({ kind: context.signal?.aborted ? 'cancelled' : 'stopped' });
      return;
    }
    const failure = this.#stream.scope.failureOf(thrown);
    // A reader that does not come back in time is no fault of the provider's.
    const blamed: AttemptFailure = this.#reading ? failure : { ...failure, class: 'cancelled' };
    this.#end(this.#isWhole() ? { kind: 'whole' } : { kind: 'broken', failure: blamed });
  }

  /** What breaks after every choice has its finish_reason takes nothing from the answer. */
  #isWhole(): boolean {
    const { scope, source } = this.#stream;
    const { n } = scope.record.target.body;
    const { isComplete, finishReasons, hasContent } = source.progress;
    return isComplete && hasContent && finishReasons.size >= (typeof n === 'number' ? n : 1);
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    const { scope, source } = this.#stream;
    if (ending.kind !== 'whole') scope.abandon();
    scope.close();
    source.cancel();
    this.#execution.release();
    const report = this.#report(ending);
    this.#resolveRouting(report);
    this.#thrown = this.#errorOf(ending, report);
  }

  #report(ending: Ending): RoutingReport {
    const { scope } = this.#stream;
    const { attempts, context } = this.#execution;
    const failure = this.#failureOf(ending);
    const outcome = failure?.class ?? (scope.record.finishReason === 'content_filter' ? 'content_filter' : 'ok');
    addAttempt(this.#execution, endAttempt(scope.record, context.runtime.now(), outcome, failure));
    return reportOf(this.#execution, failure === undefined ? attempts.length - 1 : null);
  }

  #failureOf(ending: Ending): AttemptFailure | undefined {
    const { scope, source } = this.#stream;
    switch (ending.kind) {
      case 'whole':
        return undefined;
      case 'broken':
        return ending.failure;
      case 'stopped':
        if (source.progress.isComplete) return undefined;
        return ownFailure('cancelled', scope.record.target, 'the reader stopped before the end');
      case 'cancelled':
        return ownFailure('cancelled', scope.record.target, 'the caller cancelled the request');
      default:
        return ending satisfies never;
    }
  }

  #errorOf(ending: Ending, report: RoutingReport): { readonly error: unknown } | undefined {
    if (ending.kind === 'cancelled') return { error: cancelledError(this.#execution) };
    if (ending.kind !== 'broken') return undefined;
    const { texts, usage } = this.#stream.source.progress;
    return { error: withRouting(new StreamInterruptedError(ending.failure, texts, usage), report) };
  }
}
