import { type AnswerCollector, collectAnswer } from './collect-answer.js';
import type { RoutedCompletion, RoutedStream } from './execute.js';
import type { StreamFactory } from './execution.js';
import { type HeardAnswer, heardIn } from './heard-answer.js';
import type { RoutedChunk } from './stream-seam.js';

/** Hears what the caller of one request is given. */
export interface AnswerListener {
  /** Makes the caller's stream, and listens in. */
  readonly createStream: StreamFactory;
  /** What was given so far; of a completion, all of it. */
  heard(result: RoutedCompletion | RoutedStream): HeardAnswer;
}

export function listenToAnswer(createStream: StreamFactory): AnswerListener {
  const collector = collectAnswer();
  return {
    createStream: (iterator, controller) => createStream(() => listening(iterator(), collector), controller),
    heard: (result) => ('choices' in result ? heardIn(result) : collector.answer),
  };
}

function listening(source: AsyncIterator<RoutedChunk>, collector: AnswerCollector): AsyncIterator<RoutedChunk> {
  const end = source.return?.bind(source);
  return {
    async next() {
      const result = await source.next();
      if (!result.done) collector.note(result.value);
      return result;
    },
    ...(end !== undefined && { return: end }),
  };
}
