import type { Decision, RoutedDecision } from '../decide/decision.js';
import { RouterError } from '../errors.js';
import type { AnswerCheck } from '../execute/answer-check.js';
import { execute } from '../execute/execute.js';
import { requestBudgetsOf } from '../execute/request-budgets-of.js';
import { routingOf } from '../execute/routing-of.js';
import type { RoutingReport } from '../execute/routing-report.js';
import { planExecution } from '../plan/plan-execution.js';
import { slotsByName } from '../policy/slots-by-name.js';
import { createSdkStream } from '../providers/openai-compatible/sdk-stream.js';
import type { Scripts } from '../providers/simulated/script-player.js';
import { createSimulatedProvider } from '../providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../providers/simulated/virtual-runtime.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { type BudgetsUsed, caseLedger } from './case-budgets.js';
import type { Expectation } from './fixtures-document.generated.js';

/** What the caller got from a request that was executed. */
export interface CaseExecution {
  readonly report: RoutingReport;
  /** Null when the answer came whole. */
  readonly error: NonNullable<Expectation['error']> | null;
}

export interface ExecuteCaseOptions {
  readonly compiled: CompiledPolicy;
  readonly request: RoutingRequest;
  /** What each model slot does; one without a script answers. */
  readonly scripts?: Scripts | undefined;
  /** Functions that judge answers, by the names that the policy's escalations use. */
  readonly checks?: Readonly<Record<string, AnswerCheck>> | undefined;
  /** Where the virtual clock starts: milliseconds since the epoch. */
  readonly now: number;
  /** Percent of each budget that is used before, by name. */
  readonly budgets?: BudgetsUsed | undefined;
}

/**
 * Executes what was decided: the router's executor, on simulated models and a virtual clock. The same case gives the
 * same report every time.
 */
export async function executeCase(routed: RoutedDecision, options: ExecuteCaseOptions): Promise<CaseExecution> {
  const { compiled, request, scripts = {}, checks, now, budgets = {} } = options;
  const { policy } = compiled;
  const { decision } = routed;
  const refusal = refusalOf(decision);
  if (refusal !== null) {
    return { report: { decision, attempts: [], served_by: null, duration_ms: 0 }, error: refusal };
  }
  const runtime = createVirtualRuntime({ now });
  const provider = createSimulatedProvider({ runtime, scripts, models: slotsByName(policy) });
  const ledger = await caseLedger(policy, request.attributes, budgets, runtime);
  const context = {
    ...{ decision, provider, runtime, createStream: createSdkStream, request, checks },
    ...requestBudgetsOf(compiled, routed, request, { ledger }),
  };
  try {
    const answer = await execute(planExecution(routed, request), context);
    if (Symbol.asyncIterator in answer) for await (const _ of answer);
    return { report: await answer.routing, error: null };
  } catch (error) {
    const report = routingOf(error);
    if (report === undefined) throw error;
    return { report, error: errorName(error) };
  }
}

/** Why a decision leads to no attempt. */
export function refusalOf(decision: Decision): 'REQUEST_REJECTED' | 'NO_ELIGIBLE_MODEL' | null {
  if (decision.reject !== undefined) return 'REQUEST_REJECTED';
  return decision.no_eligible_model === true ? 'NO_ELIGIBLE_MODEL' : null;
}

/** A single attempt's failure reaches the caller as the provider's client gave it. */
function errorName(error: unknown): NonNullable<Expectation['error']> {
  if (!RouterError.isInstance(error)) return 'PROVIDER_ERROR';
  switch (error.code) {
    case 'ATTEMPTS_EXHAUSTED':
    case 'STREAM_INTERRUPTED':
    case 'NO_ELIGIBLE_MODEL':
    case 'BUDGET_EXCEEDED':
      return error.code;
    default:
      throw error;
  }
}
