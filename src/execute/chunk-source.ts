import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Runtime } from '../runtime.js';
import type { ContentKind } from './answer-content.js';
import { noteOrigin } from './answer-origin.js';
import type { AttemptScope } from './attempt-scope.js';
import { errorInside } from './error-body.js';
import { ProviderError } from './provider.js';
import { type StreamProgress, trackProgress } from './stream-progress.js';

export type Pulled = { readonly chunk: ChatCompletionChunk; readonly kind: ContentKind } | 'end';

/** The chunks of one upstream answer, pulled one at a time, with what they tell noted in the attempt's record. */
export interface ChunkSource {
  readonly progress: StreamProgress;
  /** Rejects when the provider fails, tells an error inside the stream, is late, or the attempt is cancelled. */
  next(): Promise<Pulled>;
  /** Lets go of the upstream request. */
  cancel(): void;
}

export function chunkSource(
  chunks: AsyncIterable<ChatCompletionChunk>,
  scope: AttemptScope,
  { now }: Pick<Runtime, 'now'>,
): ChunkSource {
  const { record, watch } = scope;
  const iterator = chunks[Symbol.asyncIterator]();
  const progress = trackProgress();

  function note(chunk: ChatCompletionChunk): ContentKind {
    const kind = progress.note(chunk);
    watch.progress(kind !== 'nothing');
    if (kind === 'content') record.firstTokenMs ??= now() - record.startedAt;
    if (progress.usage !== undefined) record.usage = progress.usage;
    if (progress.responseId !== undefined) record.responseId = progress.responseId;
    noteOrigin(record, chunk);
    const reason = progress.finishReasons.values().next().value;
    if (reason !== undefined) record.finishReason = reason;
    return kind;
  }

  return {
    progress,
    async next() {
      const { done, value: chunk } = await scope.wait(iterator.next());
      if (done) return 'end';
      const kind = note(chunk);
      const error = errorInside(chunk, 'stream');
      if (error !== undefined) throw new ProviderError(error, undefined);
      return { chunk, kind };
    },
    cancel() {
      void letGo(iterator);
    },
  };
}

/** Not waited for: a provider that is slow to let go holds nobody up. */
async function letGo(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // What it has to say about that changes nothing.
  }
}
