import type { Cancellation } from '../execute/cancellation.js';
import { execute, type RoutedCompletion, type RoutedStream } from '../execute/execute.js';
import type { ExecutionContext } from '../execute/execution.js';
import type { LiveState } from '../execute/live/live-state.js';
import { targetKey } from '../execute/live/target-key.js';
import { requestBudgetsOf } from '../execute/request-budgets-of.js';
import type { DeploymentWorld } from '../plan/balance-candidates.js';
import { planExecution } from '../plan/plan-execution.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { Runtime } from '../runtime.js';
import { closedError } from './closed-error.js';
import { type FollowerOptions, followRequest, type RequestToFollow } from './follow-request.js';
import type { RequestOptions } from './read-request-options.js';
import { refusalError } from './refusal-error.js';

/** A request for which it is decided where it goes, with the request options of its caller. */
export interface DecidedRequest extends Pick<RequestToFollow, 'compiled' | 'routed' | 'request' | 'decidedAt'> {
  readonly options: Omit<RequestOptions, 'attributes' | 'policy'>;
}

/** What one router answers all its requests with. */
export interface AnswererOptions extends Pick<ExecutionContext, 'provider' | 'checks'> {
  readonly runtime: Runtime;
  readonly live: LiveState;
  readonly following: FollowerOptions;
  /** Requests that are being answered. */
  readonly underWay: Set<Cancellation>;
  /** Whether what is under way was ended, and nothing may begin. */
  readonly isAborted: () => boolean;
}

/**
 * Sends a request along its chain, and follows it to its end. Rejects as `execute` does, and with a RouterError for a
 * decision that leads to no attempt or when the router was closed.
 */
export async function answerRequest(
  { compiled, routed, request, decidedAt, options }: DecidedRequest,
  { live, following, underWay, isAborted, ...context }: AnswererOptions,
): Promise<RoutedCompletion | RoutedStream> {
  const world = deploymentWorld(request, live, context.runtime);
  const { headers, signal } = options;
  const followed = followRequest({ compiled, routed, request, headers, signal, world, decidedAt }, following);
  try {
    const refusal = refusalError(routed.decision);
    if (refusal !== undefined) throw refusal;
    if (isAborted()) throw closedError();
    const answer = await execute(planExecution(routed, request, world), {
      ...context,
      ...options,
      decision: routed.decision,
      createStream: followed.createStream,
      request,
      underWay,
      live,
      fallbackAlarm: compiled.policy.fallbackAlarm,
      ...requestBudgetsOf(compiled, routed, request, { ledger: live.budgets, world }),
    });
    followed.answered(answer);
    return answer;
  } catch (error) {
    followed.failed(error);
    throw error;
  }
}

function deploymentWorld({ body }: RoutingRequest, { measurements }: LiveState, { random }: Runtime): DeploymentWorld {
  return {
    random,
    measure: (candidate) => measurements.read(targetKey(candidate), body.stream === true),
  };
}
