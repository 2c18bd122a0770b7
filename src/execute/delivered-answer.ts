import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Execution } from './execution.js';
import { type Continuation, joinContinuation } from './join-continuation.js';
import { isMetadataChunk, isUsageChunk } from './stream-progress.js';
import { type RoutedChunk, type StreamSeam, seamChunk } from './stream-seam.js';

/** The answer of a stream as its reader is given it, across the models that made it. */
export class DeliveredAnswer {
  readonly #execution: Execution;
  /** Chunks for the reader that came together. */
  #ready: RoutedChunk[] = [];
  /** The first chunk of the answer that stands. */
  #first: ChatCompletionChunk | undefined;
  #continuation: Continuation | undefined;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** The next chunk for the reader; undefined when another must be pulled. */
  shift(): RoutedChunk | undefined {
    return this.#ready.shift();
  }

  /** Takes in what the model under way gives. */
  take(chunk: ChatCompletionChunk): void {
    this.#first ??= chunk;
    if (this.#continuation === undefined) this.#show(chunk);
    else for (const shown of this.#continuation.take(chunk)) this.#show(shown);
  }

  /** The model under way gives nothing more: what was held back as a repetition is shown after all. */
  endPart(): void {
    for (const chunk of this.#continuation?.end() ?? []) this.#show(chunk);
    this.noteRepetition();
  }

  /** Another model goes on, after so much text. */
  goOn(seam: StreamSeam, model: string, text: string): void {
    const { seams, context } = this.#execution;
    const first = this.#first;
    seams.push(seam);
    if (first !== undefined && context.routingEvents === true) this.#ready.push(seamChunk(seam, first, model));
    if (seam.type === 'stream-restart') this.#first = undefined;
    else if (first !== undefined) this.#continuation = joinContinuation(text, first);
  }

  /** What the last model that went on said again, as far as it is known. */
  noteRepetition(): void {
    const { seams } = this.#execution;
    const seam = seams.at(-1);
    const repeated = this.#continuation?.repeated ?? 0;
    if (seam !== undefined && repeated > 0) seams[seams.length - 1] = { ...seam, repeated };
  }

  /** The whole text, where several models made it; else undefined. */
  get joinedText(): string | undefined {
    return this.#continuation?.text;
  }

  /** The reader wants nothing more. */
  drop(): void {
    this.#ready = [];
  }

  /** A reader that did not ask for the usage chunk may not expect a chunk without choices. */
  #show(chunk: ChatCompletionChunk): void {
    if (isMetadataChunk(chunk)) return;
    if (this.#execution.plan.deliverUsageChunk || !isUsageChunk(chunk)) this.#ready.push(chunk);
  }
}
