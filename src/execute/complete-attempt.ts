import type { ChatCompletion } from 'openai/resources/chat/completions';
import { isFields } from '../fields.js';
import type { PlannedTarget } from '../plan/execution-plan.js';
import { usageOf } from '../usage/usage.js';
import { choicesOf, contentKindOf } from './answer-content.js';
import { noteOrigin } from './answer-origin.js';
import { type AttemptFailure, ownFailure, providerFailure } from './attempt-failure.js';
import { type AttemptRecord, endAttempt } from './attempt-record.js';
import { AttemptScope } from './attempt-scope.js';
import { errorInside } from './error-body.js';
import { addAttempt, type Execution } from './execution.js';
import type { AttemptResult } from './run-chain.js';

/** One attempt at an answer that is not streamed. */
export async function attemptCompletion(
  execution: Execution,
  target: PlannedTarget,
): Promise<AttemptResult<ChatCompletion>> {
  const { provider, runtime } = execution.context;
  const scope = new AttemptScope(execution, target);
  try {
    const { value, requestId } = await scope.wait(provider.complete(scope.call));
    if (requestId !== undefined) scope.record.requestId = requestId;
    noteAnswer(scope.record, value);
    const failure = judge(execution, target, value);
    if (failure !== undefined && !isAnswerStill(failure, execution)) return failed(execution, scope, failure);
    addAttempt(execution, endAttempt(scope.record, runtime.now(), failure?.class ?? 'ok', failure));
    return { kind: 'answered', value };
  } catch (thrown) {
    return failed(execution, scope, scope.failureOf(thrown));
  } finally {
    scope.close();
  }
}

function failed(execution: Execution, scope: AttemptScope, failure: AttemptFailure): AttemptResult<never> {
  addAttempt(execution, endAttempt(scope.record, execution.context.runtime.now(), failure.class, failure));
  return { kind: 'failed', failure };
}

function noteAnswer(record: AttemptRecord, answer: unknown): void {
  if (!isFields(answer)) return;
  const usage = usageOf(answer);
  if (usage !== undefined) record.usage = usage;
  noteOrigin(record, answer);
  if (typeof answer.id === 'string') record.responseId = answer.id;
  const reason = choicesOf(answer)[0]?.finish_reason;
  if (typeof reason === 'string') record.finishReason = reason;
}

/** What is wrong with an answer that came with status 200. */
function judge({ plan, context }: Execution, target: PlannedTarget, answer: unknown): AttemptFailure | undefined {
  const error = errorInside(answer, 'response');
  if (error !== undefined) return providerFailure(target, error, context.runtime.now());
  const choices = choicesOf(answer);
  if (choices.length === 0) return ownFailure('truncated', target, 'the answer has no choices');
  if (choices.every((choice) => choice.finish_reason === 'content_filter')) {
    return ownFailure('content_filter', target, "the provider's filter stopped the answer");
  }
  const answers = choices.some(
    (choice) => choice.finish_reason === 'length' || contentKindOf(choice.message) === 'content',
  );
  const mayBeEmpty = plan.escalation?.when.includes('empty');
  return answers || mayBeEmpty ? undefined : ownFailure('truncated', target, 'the answer is empty');
}

/** A filtered answer is handed on as the provider gave it, unless the policy wants another model to try. */
function isAnswerStill({ class: failureClass, error, status }: AttemptFailure, { settings }: Execution): boolean {
  return (
    failureClass === 'content_filter' &&
    error === undefined &&
    status === undefined &&
    !settings.fallback.on.has('content_filter')
  );
}
