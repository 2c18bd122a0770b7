import type { CompiledShadow } from '../../rules/compile-policy.js';
import type { RoutedCompletion, RoutedStream } from '../execute.js';
import type { StreamFactory } from '../execution.js';
import type { RoutedChunk } from '../stream-seam.js';
import { type AnswerCollector, collectAnswer } from './collect-answer.js';
import { answerOf } from './shadow-answer.js';
import type { AnsweredRequest, ShadowRunner } from './shadow-runner.js';

/** Follows one request until its caller has the whole answer, and copies it then. */
export interface FollowedRequest {
  /** Makes the caller's stream, and listens in. */
  readonly createStream: StreamFactory;
  /** The request was answered, or its stream has begun. Returns at once. */
  answered(result: RoutedCompletion | RoutedStream): void;
}

export function followRequest(
  runner: ShadowRunner,
  shadows: readonly CompiledShadow[],
  request: Omit<AnsweredRequest, 'report' | 'answer'>,
  createStream: StreamFactory,
): FollowedRequest {
  const collector = collectAnswer();
  return {
    createStream: (iterator, controller) => createStream(() => listening(iterator(), collector), controller),
    answered(result) {
      if (!('choices' in result)) {
        void result.routing.then((report) => {
          runner.copy({ ...request, report, answer: collector.answer }, shadows);
        });
        return;
      }
      runner.copy({ ...request, report: result.routing, answer: answerOf(result) }, shadows);
    },
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
