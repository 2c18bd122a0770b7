import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { PlannedTarget } from '../plan/execution-plan.js';
import { type AttemptFailure, ownFailure } from './attempt-failure.js';
import { endAttempt } from './attempt-record.js';
import { AttemptScope } from './attempt-scope.js';
import { type ChunkSource, chunkSource, type Pulled } from './chunk-source.js';
import { addAttempt, type Execution } from './execution.js';
import { createHoldBack } from './hold-back.js';
import type { AttemptResult } from './run-chain.js';
import type { StreamProgress } from './stream-progress.js';

/** A stream that may be shown: from here on another target can no longer replace it unseen. */
export interface CommittedStream {
  readonly scope: AttemptScope;
  readonly source: ChunkSource;
  /** The beginning that was held back. */
  readonly held: readonly ChatCompletionChunk[];
  /** The pull that was under way when the stream was committed. */
  readonly pending?: Promise<Pulled>;
  /** It goes on with an answer that may have been whole but for its finish_reason. */
  readonly mayBeEmpty: boolean;
}

/** One attempt at a stream, up to its first content. */
export async function attemptStream(
  execution: Execution,
  target: PlannedTarget,
  mayBeEmpty = false,
): Promise<AttemptResult<CommittedStream>> {
  const { provider, runtime } = execution.context;
  const scope = new AttemptScope(execution, target);
  let source: ChunkSource | undefined;
  const fail = (failure: AttemptFailure): AttemptResult<never> => {
    scope.abandon();
    scope.close();
    source?.cancel();
    addAttempt(execution, endAttempt(scope.record, runtime.now(), failure.class, failure));
    return { kind: 'failed', failure };
  };
  try {
    const { value, requestId } = await scope.wait(provider.stream(scope.call));
    if (requestId !== undefined) scope.record.requestId = requestId;
    source = chunkSource(value, scope, runtime);
    const committed = await readBeginning(execution, scope, source, mayBeEmpty);
    if ('class' in committed) return fail(committed);
    scope.watch.pause();
    return { kind: 'answered', value: committed };
  } catch (thrown) {
    return fail(scope.failureOf(thrown));
  }
}

/** Holds chunks back until there is content; the failure when there never will be. */
async function readBeginning(
  execution: Execution,
  scope: AttemptScope,
  source: ChunkSource,
  mayBeEmpty: boolean,
): Promise<CommittedStream | AttemptFailure> {
  const { settings, context } = execution;
  const hold = createHoldBack(settings.holdBack, context.runtime);
  const begun = { scope, source, held: hold.chunks, mayBeEmpty };
  try {
    for (;;) {
      const pending = source.next();
      const pulled = await hold.orTimeUp(pending);
      if (pulled === 'time is up') return { ...begun, pending };
      if (pulled === 'end') return endFailure(begun) ?? begun;
      const shown = hold.add(pulled.chunk, pulled.kind);
      if (isFiltered(source.progress) && settings.fallback.on.has('content_filter')) {
        return ownFailure('content_filter', scope.record.target, "the provider's filter stopped the answer");
      }
      if (shown || isAnswerWithoutContent(source.progress)) return begun;
    }
  } finally {
    hold.stop();
  }
}

/** What is missing from a stream that has ended; undefined when it is whole. */
export function endFailure({ scope, source, mayBeEmpty }: CommittedStream): AttemptFailure | undefined {
  const { progress } = source;
  const { target } = scope.record;
  if (!progress.isComplete) return ownFailure('truncated', target, 'the stream ended without a finish_reason');
  if (progress.hasContent || mayBeEmpty || isAnswerWithoutContent(progress)) return undefined;
  return ownFailure('truncated', target, 'the answer is empty');
}

/** Reasoning may use up the limit, and a filter may leave nothing: such an answer is whole without content. */
function isAnswerWithoutContent(progress: StreamProgress): boolean {
  return progress.isComplete && (isFiltered(progress) || [...progress.finishReasons.values()].includes('length'));
}

function isFiltered({ isComplete, hasContent, finishReasons }: StreamProgress): boolean {
  return isComplete && !hasContent && [...finishReasons.values()].every((reason) => reason === 'content_filter');
}
