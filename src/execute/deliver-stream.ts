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

/** How a delivered stream ended: `whole`, stopped by its reader, cancelled by the caller's signal, or broken. */
type Ending =
  | { readonly kind: 'whole' | 'stopped' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broken'; readonly failure: AttemptFailure };

export interface Delivery {
  readonly iterator: AsyncIterator<ChatCompletionChunk>;
  /** Resolves when the stream has ended, however it ended. */
  readonly routing: Promise<RoutingReport>;
}

/**
 * Hands a committed stream to its reader: a chunk is pulled from the provider only when the reader asks for one. The
 * iteration ends cleanly only when the answer is whole, or when the reader itself stopped it.
 */
export function deliverStream(execution: Execution, committed: CommittedStream): Delivery {
  const { context, plan, cancel } = execution;
  const { scope, source } = committed;
  const held = [...committed.held];
  let pending = committed.pending;
  let ended: Ending | undefined;
  let error: { readonly thrown: unknown } | undefined;
  let reading = false;
  let resolveRouting: (report: RoutingReport) => void = () => {};
  const routing = new Promise<RoutingReport>((resolve) => {
    resolveRouting = resolve;
  });

  function end(ending: Ending): void {
    if (ended !== undefined) return;
    ended = ending;
    scope.close();
    source.cancel();
    execution.release();
    const failure = failureOf(ending);
    const outcome = failure?.class ?? (isFiltered() ? 'content_filter' : 'ok');
    addAttempt(execution, endAttempt(scope.record, context.runtime.now(), outcome, failure));
    const report = reportOf(execution, failure === undefined ? execution.attempts.length - 1 : null);
    resolveRouting(report);
    if (ending.kind === 'broken') {
      const { texts, usage } = source.progress;
      error = { thrown: withRouting(new StreamInterruptedError(ending.failure, texts, usage), report) };
    } else if (ending.kind === 'cancelled') error = { thrown: cancelledError(execution) };
  }

  function failureOf(ending: Ending): AttemptFailure | undefined {
    if (ending.kind === 'broken') return ending.failure;
    if (ending.kind === 'whole' || (ending.kind === 'stopped' && source.progress.isComplete)) return undefined;
    return ownFailure('cancelled', scope.record.target, 'the reader stopped before the end');
  }

  function isFiltered(): boolean {
    return scope.record.finishReason === 'content_filter';
  }

  /** A signal of the caller, the stream's own controller, or a deadline. */
  function onAbort(thrown: unknown): void {
    if (cancel.signal.aborted) end({ kind: context.signal?.aborted ? 'cancelled' : 'stopped' });
    else breakOff(thrown);
  }

  function breakOff(thrown: unknown): void {
    const failure = scope.failureOf(thrown);
    if (isWholeDespite(failure)) end({ kind: 'whole' });
    // A reader that is slow to come back is no fault of the provider's.
    else end({ kind: 'broken', failure: reading ? failure : { ...failure, class: 'cancelled' } });
  }

  /** What breaks after every choice has its finish_reason takes nothing from the answer. */
  function isWholeDespite(failure: AttemptFailure): boolean {
    const { n } = scope.record.target.body;
    const expected = typeof n === 'number' ? n : 1;
    const { isComplete, finishReasons, hasContent } = source.progress;
    return failure.class !== 'cancelled' && isComplete && hasContent && finishReasons.size >= expected;
  }

  async function pull(): Promise<Pulled> {
    const pulled = pending ?? source.next();
    pending = undefined;
    return pulled;
  }

  async function read(): Promise<IteratorResult<ChatCompletionChunk>> {
    while (ended === undefined) {
      const chunk = held.shift() ?? (await readUpstream());
      if (chunk !== undefined && (plan.deliverUsageChunk || !isUsageChunk(chunk))) return { done: false, value: chunk };
    }
    const thrown = error;
    error = undefined;
    if (thrown !== undefined) throw thrown.thrown;
    return { done: true, value: undefined };
  }

  async function readUpstream(): Promise<ChatCompletionChunk | undefined> {
    reading = true;
    scope.watch.resume();
    try {
      const pulled = await pull();
      if (pulled !== 'end') return pulled.chunk;
      const failure = endFailure(scope.record.target, source.progress);
      end(failure === undefined ? { kind: 'whole' } : { kind: 'broken', failure });
    } catch (thrown) {
      onAbort(thrown);
    } finally {
      scope.watch.pause();
      reading = false;
    }
    return undefined;
  }

  scope.onAbort(() => {
    if (!reading) onAbort(undefined);
  });

  let turn: Promise<unknown> = Promise.resolve();
  return {
    routing,
    iterator: {
      next() {
        const result = turn.then(read);
        turn = result.catch(() => {});
        return result;
      },
      async return() {
        end({ kind: 'stopped' });
        return { done: true, value: undefined };
      },
    },
  };
}
