import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { Stream } from 'openai/streaming';
import { RouterError } from '../errors.js';
import type { ExecutionPlan } from '../plan/execution-plan.js';
import { attemptCompletion } from './complete-attempt.js';
import { conclude } from './conclude.js';
import { DeliveredStream } from './delivered-stream.js';
import { escalate } from './escalate.js';
import { type Execution, type ExecutionContext, startExecution } from './execution.js';
import { withRouting } from './routing-of.js';
import type { RoutingReport } from './routing-report.js';
import { runChain, startWalk } from './run-chain.js';
import { attemptStream } from './stream-attempt.js';
import type { RoutedChunk } from './stream-seam.js';

/** The provider's completion as it came, and why. `routing` is not enumerable. */
export type RoutedCompletion = ChatCompletion & { readonly routing: RoutingReport };

/** The SDK's stream, and why. `routing` is not enumerable; it resolves when the stream has ended, however it ended. */
export type RoutedStream = Stream<RoutedChunk> & { readonly routing: Promise<RoutingReport> };

/**
 * Executes a plan: attempts, retries and fallbacks, until one target answers. A stream is given back once it has content.
 * Rejects with the caller's own reason when its signal aborts; with the SDK's error when the only attempt failed; else
 * with a RouterError. Every error carries `routing`.
 */
export async function execute(
  plan: ExecutionPlan,
  context: ExecutionContext,
): Promise<RoutedCompletion | RoutedStream> {
  const execution = startExecution(plan, context);
  try {
    return plan.stream ? await stream(execution) : await complete(execution);
  } catch (error) {
    execution.release();
    throw withRouting(error, conclude(execution, null));
  }
}

async function complete(execution: Execution): Promise<RoutedCompletion> {
  const first = await runChain(execution, attemptCompletion);
  const servedFirst = execution.attempts.length - 1;
  const { completion, attempt } = await escalate(execution, { completion: first, attempt: servedFirst });
  execution.release();
  return withRouting(completion, conclude(execution, attempt, servedFirst)) as RoutedCompletion;
}

async function stream(execution: Execution): Promise<RoutedStream> {
  const walk = startWalk();
  const committed = await runChain(execution, (running, target) => attemptStream(running, target), walk);
  execution.answerBy = Number.POSITIVE_INFINITY;
  const delivered = new DeliveredStream(execution, committed, walk);
  const result = execution.context.createStream(onlyOnce(delivered), execution.cancel.controller);
  return Object.defineProperty(result, 'routing', { value: delivered.routing, enumerable: false }) as RoutedStream;
}

/** As the SDK's own stream: it can be read once, and split with tee(). */
function onlyOnce(iterator: AsyncIterator<RoutedChunk>): () => AsyncIterator<RoutedChunk> {
  let given = false;
  return () => {
    if (given) {
      throw new RouterError(
        'REQUEST_INVALID',
        'Cannot iterate over a consumed stream, use `.tee()` to split the stream.',
      );
    }
    given = true;
    return iterator;
  };
}
