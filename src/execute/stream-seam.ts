import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { FailureClass } from './failure-class.js';

/** Where a stream broke off after content was delivered, and went on with another model. */
export interface StreamSeam {
  /** `stream-restart`: what came before is void, and the answer begins anew. `stream-continue`: it goes on. */
  readonly type: 'stream-restart' | 'stream-continue';
  /** What the attempt before failed with. */
  readonly because: FailureClass;
  /** Index into attempts of the one that goes on. */
  readonly attempt: number;
  /** Name of the model slot that goes on. */
  readonly slot: string;
  /** Length of the first choice's text that was delivered before, in UTF-16 code units. */
  readonly at: number;
  /** Code units that the model which goes on gave again, and that were left out. */
  readonly repeated?: number;
}

/** A chunk of a routed stream. Only a caller who asked for routing events gets chunks with one, which have no choices. */
export type RoutedChunk = ChatCompletionChunk & { readonly routing_event?: StreamSeam };

/** A chunk that tells of a seam, in the place where it is. */
export function seamChunk(seam: StreamSeam, last: ChatCompletionChunk, model: string): RoutedChunk {
  const { id, created, object } = last;
  return { id, created, object, model, choices: [], routing_event: seam };
}
