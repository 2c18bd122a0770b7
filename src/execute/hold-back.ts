import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Runtime } from '../runtime.js';
import type { ContentKind } from './answer-content.js';
import type { HoldBackSettings } from './execution-settings.js';

/** The beginning of a stream that is not shown yet, so that another target may still replace it. */
export interface HoldBack {
  readonly chunks: readonly ChatCompletionChunk[];
  /** Takes a chunk in; true when the stream must be shown now. */
  add(chunk: ChatCompletionChunk, kind: ContentKind): boolean;
  /** The promise's value, or 'time is up' when the stream must be shown before that comes. */
  orTimeUp<T>(promise: Promise<T>): Promise<T | 'time is up'>;
  stop(): void;
}

/**
 * Content ends the holding back. Reasoning counts as content once a bound is reached; chunks that carry nothing never
 * do, and are dropped beyond the bound, so that what is held stays bounded.
 */
export function createHoldBack(bounds: HoldBackSettings, { now, sleep }: Pick<Runtime, 'now' | 'sleep'>): HoldBack {
  const chunks: ChatCompletionChunk[] = [];
  let bytes = 0;
  let heldSince: number | undefined;
  let timer: { readonly timeUp: Promise<'time is up'>; readonly stopped: AbortController } | undefined;

  function isOverBound(): boolean {
    const heldMs = heldSince === undefined ? 0 : now() - heldSince;
    return chunks.length >= bounds.chunks || bytes >= bounds.bytes || heldMs >= bounds.ms;
  }

  function startTimer(): void {
    const leftMs = Math.max(0, bounds.ms - (now() - (heldSince ?? now())));
    const stopped = new AbortController();
    const timeUp = sleep(leftMs, stopped.signal).then(() => 'time is up' as const);
    timeUp.catch(() => {});
    timer = { timeUp, stopped };
  }

  return {
    chunks,
    add(chunk, kind) {
      const over = isOverBound();
      heldSince ??= now();
      if (kind !== 'nothing' || !over || isEnd(chunk)) chunks.push(chunk);
      if (kind === 'content' || (kind === 'reasoning' && over)) return true;
      bytes += JSON.stringify(chunk).length;
      if (kind === 'reasoning' && timer === undefined) startTimer();
      return false;
    },
    async orTimeUp(promise) {
      if (timer === undefined) return promise;
      const first = await Promise.race([promise, timer.timeUp]);
      if (first === 'time is up') promise.catch(() => {});
      return first;
    },
    stop: () => timer?.stopped.abort('over'),
  };
}

function isEnd(chunk: ChatCompletionChunk): boolean {
  return chunk.choices?.some((choice) => choice?.finish_reason != null) ?? false;
}
