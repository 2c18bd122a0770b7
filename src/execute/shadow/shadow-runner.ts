import type { ShadowRoute } from '../../decide/decide-shadow.js';
import type { Decision } from '../../decide/decision.js';
import type { DeploymentWorld } from '../../plan/balance-candidates.js';
import type { RoutingRequest } from '../../request/routing-request.js';
import type { CompiledShadow } from '../../rules/compile-policy.js';
import type { Runtime } from '../../runtime.js';
import type { HeardAnswer } from '../heard-answer.js';
import type { RequestBudgets } from '../live/request-budgets.js';
import type { Provider } from '../provider.js';
import type { RoutingReport } from '../routing-report.js';
import { runShadow } from './run-shadow.js';
import type { ShadowJudge } from './shadow-judge.js';
import type { ShadowResult } from './shadow-result.js';

export interface ShadowRunnerOptions {
  readonly provider: Provider;
  readonly runtime: Runtime;
  /** Functions that score answers, by the names that policies use. */
  readonly judges: Readonly<Record<string, ShadowJudge>>;
  /** Told of every copy that was made or left out. Must not throw. */
  readonly onResult: (result: ShadowResult) => void;
}

/** A request that was answered, and may be copied. */
export interface AnsweredRequest {
  readonly decision: Decision;
  readonly request: Pick<RoutingRequest, 'body' | 'attributes'>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How the request went. */
  readonly report: RoutingReport;
  /** What its caller got. */
  readonly answer: HeardAnswer;
  readonly world?: DeploymentWorld;
  /** Decides where a shadow's copy goes. */
  readonly route: (shadow: CompiledShadow) => Promise<ShadowRoute>;
  /** The budget that a shadow's copy counts in; undefined where it has none. */
  readonly budgets?: (shadow: CompiledShadow) => RequestBudgets | undefined;
}

/** Copies requests to shadows, beside everything else: it never throws, and nobody waits for it. */
export interface ShadowRunner {
  /** Returns at once. A copy for which there is no room is left out, and kept nowhere. */
  copy(answered: AnsweredRequest, shadows: readonly CompiledShadow[]): void;
  /** Ends the copies under way. */
  abort(reason: unknown): void;
  /** Resolves when no copy is under way. */
  idle(): Promise<void>;
}

export function createShadowRunner(options: ShadowRunnerOptions): ShadowRunner {
  const underWay = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const cancel = new AbortController();

  async function run(answered: AnsweredRequest, shadow: CompiledShadow, key: string): Promise<void> {
    try {
      const result = await runShadow(answered, shadow, options, cancel.signal);
      if (result !== undefined) options.onResult(result);
    } finally {
      const left = (underWay.get(key) ?? 1) - 1;
      if (left > 0) underWay.set(key, left);
      else underWay.delete(key);
    }
  }

  function start(answered: AnsweredRequest, compiled: CompiledShadow): void {
    const { decision } = answered;
    const { shadow } = compiled;
    const key = `${decision.policy} ${shadow.id}`;
    const count = underWay.get(key) ?? 0;
    if (count >= shadow.concurrency) {
      const at = options.runtime.now();
      options.onResult({ shadow: shadow.id, decision, at, status: 'skipped', because: 'concurrency' });
      return;
    }
    underWay.set(key, count + 1);
    const copy = run(answered, compiled, key).catch(() => {});
    running.add(copy);
    void copy.then(() => running.delete(copy));
  }

  return {
    copy(answered, shadows) {
      if (!cancel.signal.aborted) for (const shadow of shadows) start(answered, shadow);
    },
    abort: (reason) => cancel.abort(reason),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
