import { type Execution, reportOf } from './execution.js';
import { failureConsequences } from './failure-class.js';
import type { RoutingReport } from './routing-report.js';

/**
 * The report of a request that has ended, which counts towards its rule's fallback rate. Once per request. An answer
 * that was escalated counts by the attempt that answered first: its model did not fail.
 */
export function conclude(
  execution: Execution,
  servedBy: number | null,
  answeredFirst: number | null = servedBy,
): RoutingReport {
  noteFallback(execution, answeredFirst);
  return reportOf(execution, servedBy);
}

function noteFallback({ attempts, context, plan, warnings }: Execution, servedBy: number | null): void {
  const { live, decision, fallbackAlarm = 'off' } = context;
  const first = plan.targets[0]?.slot.name;
  if (live === undefined || fallbackAlarm === 'off' || first === undefined) return;
  if (servedBy === null && attempts.some(isNoFaultOfModels)) return;
  const served = servedBy === null ? undefined : attempts[servedBy]?.slot;
  const fellBack = served !== first;
  const { policy, rule } = decision;
  const rate = live.fallbackRate.note({ policy, rule }, fallbackAlarm, fellBack);
  if (rate === undefined || !fellBack) return;
  const share = `${Math.floor(rate.share)} % of the last ${rate.requests} requests`;
  warnings.push({
    code: 'fallback-rate',
    message: `${first} did not serve this request, as it did not serve ${share} of ${rule ?? 'pinned requests'}`,
  });
}

/** The caller left, or nobody could have answered what it asked: that says nothing of the models. */
function isNoFaultOfModels({ outcome }: Execution['attempts'][number]): boolean {
  return outcome === 'cancelled' || (outcome !== 'ok' && failureConsequences[outcome].blamesRequest);
}
