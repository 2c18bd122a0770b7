import { failureClasses } from '../../src/execute/failure-class.js';
import type { Attempt } from '../../src/execute/routing-report.js';
import type { Call, Trace } from './trace.js';

/** Targets tried for one request, at most. */
const mostTargets = 8;

export function checkAfterTheEnd({ calls }: Trace): string | undefined {
  const late = calls.find(({ afterTheEnd }) => afterTheEnd);
  return late && `${late.id} was made after the caller had left`;
}

export function checkCount({ request, calls, report }: Trace): string | undefined {
  // A tier that is asked to do better may come back to a target.
  const starts = [0, ...(report?.escalations ?? []).map(({ attempt }) => attempt + 1)];
  const chains = starts.map((start, index) => calls.slice(start, starts[index + 1]));
  return chains.map((chain) => checkChain(chain, request.tier.attempts)).find((problem) => problem !== undefined);
}

function checkChain(calls: readonly Call[], allowed: number): string | undefined {
  const targets: { name: string; attempts: number }[] = [];
  for (const { endpoint, model } of calls) {
    const name = `${model} at ${endpoint}`;
    const last = targets.at(-1);
    if (last?.name === name) last.attempts += 1;
    else if (targets.some((target) => target.name === name)) return `${name} was tried again after others`;
    else targets.push({ name, attempts: 1 });
  }
  if (targets.length > mostTargets) return `${targets.length} targets were tried`;
  const often = targets.find(({ attempts }) => attempts > allowed);
  return often && `${often.name} was tried ${often.attempts} times, and ${allowed} are allowed`;
}

export function checkLetGo({ calls }: Trace): string | undefined {
  const open = calls.find(({ isOpen }) => isOpen);
  return open && `${open.id} was never let go`;
}

export function checkClasses(trace: Trace): string | undefined {
  for (const [index, attempt] of (trace.report?.attempts ?? []).entries()) {
    const { outcome } = attempt;
    if (outcome !== 'ok' && !failureClasses.includes(outcome))
      return `attempt ${index} is ${outcome}, which is no class`;
    const fault = trace.calls[index]?.fault;
    if (fault === undefined || fault.outcomes.includes(outcome)) continue;
    if (outcome === 'cancelled' && mayBeCancelled(trace)) continue;
    if (outcome === 'timeout' && tookLong(trace, attempt)) continue;
    // An empty answer is an answer where the policy has another tier do better.
    if (outcome === 'ok' && fault.step === 'empty' && trace.request.tier.name === 'escalating') continue;
    return `attempt ${index} is ${outcome}, after ${JSON.stringify(fault.step)}`;
  }
  return undefined;
}

/** The caller left, or came back so late that the request's deadline had passed. */
function mayBeCancelled({ aborted, ending, report, request }: Trace): boolean {
  if (aborted !== undefined || (report?.duration_ms ?? 0) >= request.tier.deadlineMs) return true;
  return ending.kind === 'stream' && (ending.end === 'stopped' || ending.end === 'abandoned');
}

function tookLong({ report, request }: Trace, { duration_ms: ms }: Attempt): boolean {
  return ms >= request.tier.shortestMs || (report?.duration_ms ?? 0) >= request.tier.deadlineMs;
}
