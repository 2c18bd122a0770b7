import { decideShadow } from '../decide/decide-shadow.js';
import type { RoutedDecision } from '../decide/decision.js';
import { RouterError } from '../errors.js';
import type { RoutedCompletion, RoutedStream } from '../execute/execute.js';
import type { StreamFactory } from '../execute/execution.js';
import type { HeardAnswer } from '../execute/heard-answer.js';
import { listenToAnswer } from '../execute/listen-to-answer.js';
import type { BudgetLedger } from '../execute/live/budget-ledger.js';
import type { EndedExposure, RolloutMonitor } from '../execute/live/rollout-monitor.js';
import { routingOf } from '../execute/routing-of.js';
import type { RoutingReport } from '../execute/routing-report.js';
import { isSampled } from '../execute/shadow/is-sampled.js';
import type { ShadowRunner } from '../execute/shadow/shadow-runner.js';
import type { DeploymentWorld } from '../plan/balance-candidates.js';
import { type EndedRequest, recordOf } from '../records/record-of.js';
import type { Recorder } from '../records/recorder.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy, CompiledShadow } from '../rules/compile-policy.js';

/** What happens to a request once it is over: it is recorded, and copied to shadows. Its caller waits for neither. */
export interface FollowedRequest {
  /** Makes the caller's stream. */
  readonly createStream: StreamFactory;
  /** The request was answered, or its stream has begun. */
  answered(result: RoutedCompletion | RoutedStream): void;
  /** The caller got an error instead of an answer or a stream. */
  failed(error: unknown): void;
}

export interface FollowerOptions {
  /** Absent when nobody wants records. */
  readonly recorder?: Recorder | undefined;
  readonly shadows: ShadowRunner;
  readonly createStream: StreamFactory;
  readonly rollouts: Pick<RolloutMonitor, 'note'>;
  readonly budgets: Pick<BudgetLedger, 'open'>;
}

export interface RequestToFollow {
  readonly compiled: CompiledPolicy;
  readonly routed: RoutedDecision;
  readonly request: RoutingRequest;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The caller's own. */
  readonly signal?: AbortSignal | undefined;
  readonly world: DeploymentWorld;
  /** Milliseconds since the epoch. */
  readonly decidedAt: number;
}

type Ending = Pick<EndedRequest, 'report' | 'outcome' | 'error'>;

export function followRequest(follow: RequestToFollow, options: FollowerOptions): FollowedRequest {
  const { compiled, routed, request, decidedAt } = follow;
  const { recorder, shadows: runner } = options;
  const { record: settings } = compiled.policy;
  const shadows = sampledShadows(follow);
  const needsAnswer = shadows.length > 0 || (recorder !== undefined && settings.content);
  const isExposed = routed.decision.exposures.length > 0;
  const noteRecord = recorder?.expect();
  const listener = needsAnswer ? listenToAnswer(options.createStream) : undefined;

  function note(ending: Ending, answer?: HeardAnswer): void {
    noteRecord?.(() => recordOf({ request, decidedAt, settings, answer, ...ending }));
    const exposed = endedExposure(ending);
    if (exposed !== undefined) options.rollouts.note(compiled.policy, exposed);
  }

  function copy(report: RoutingReport, answer: HeardAnswer | undefined): void {
    if (shadows.length === 0 || answer === undefined) return;
    const { decision, readings } = routed;
    const route = (shadow: CompiledShadow) => decideShadow(compiled, shadow, request, readings);
    const { headers, world } = follow;
    const budgets = ({ shadow }: CompiledShadow) => {
      const budget = shadow.budget === undefined ? undefined : compiled.policy.budgets.get(shadow.budget);
      return budget && options.budgets.open([budget], request.attributes);
    };
    runner.copy({ decision, request, headers, world, report, answer, route, budgets }, shadows);
  }

  return {
    createStream: listener?.createStream ?? options.createStream,
    answered(result) {
      if ('choices' in result) {
        const answer = listener?.heard(result);
        note({ report: result.routing, outcome: 'answered' }, answer);
        copy(result.routing, answer);
      } else if (recorder !== undefined || listener !== undefined || isExposed) {
        void result.routing.then((report) => {
          const answer = listener?.heard(result);
          note(streamEnding(report), answer);
          copy(report, answer);
        });
      }
    },
    failed(error) {
      if (recorder !== undefined || isExposed) note(failureEnding(error, follow));
    },
  };
}

function sampledShadows({ compiled, routed, request }: RequestToFollow): readonly CompiledShadow[] {
  if (compiled.shadows.length === 0) return compiled.shadows;
  const of = { decisionId: routed.decision.id, attributes: request.attributes };
  return compiled.shadows.filter(({ shadow }) => isSampled(shadow, of));
}

/** A stream that has begun ends whole, by its reader's or caller's wish, or broken. */
function streamEnding(report: RoutingReport): Ending {
  if (report.served_by !== null) return { report, outcome: 'answered' };
  if (report.cancelled) return { report, outcome: 'cancelled' };
  return { report, outcome: 'interrupted', error: interrupted };
}

const interrupted = new RouterError('STREAM_INTERRUPTED', 'the stream broke');

function failureEnding(error: unknown, { routed: { decision }, signal }: RequestToFollow): Ending {
  const report = routingOf(error) ?? { decision, attempts: [], served_by: null, duration_ms: 0 };
  // It may be cancelled between attempts, or before the first.
  const byCaller = signal?.aborted === true && error === signal.reason;
  if (byCaller || report.cancelled) return { report, outcome: 'cancelled' };
  const refused = report.attempts.length === 0 && RouterError.isInstance(error);
  return { report, outcome: refused ? 'refused' : 'failed', error };
}

/** What a request says of what was rolled out to it; undefined when it says nothing, as when its caller went away. */
function endedExposure({ report, outcome }: Ending): EndedExposure | undefined {
  const { decision, attempts, served_by: index, duration_ms, cost } = report;
  if (decision.exposures.length === 0 || outcome === 'cancelled' || decision.reject !== undefined) return undefined;
  const served = index === null ? undefined : attempts[index];
  const latencyMs = served && outcome === 'answered' ? (served.first_token_ms ?? duration_ms) : undefined;
  const failed = outcome !== 'answered';
  return { decisionId: decision.id, exposures: decision.exposures, failed, latencyMs, costUsd: cost?.usd };
}
