import { RouterError } from '../../src/errors.js';
import { routingOf } from '../../src/execute/routing-of.js';
import type { Attempt, RoutingReport } from '../../src/execute/routing-report.js';
import { usageOf } from '../../src/usage/usage.js';
import type { Call, Trace } from './trace.js';

/** What is wrong with the report, seen beside what happened. */
export function checkReport(trace: Trace): string | undefined {
  const { report } = trace;
  // Before there is a decision, there is nothing to report.
  if (report === undefined) return trace.aborted && trace.calls.length === 0 ? undefined : 'there is no report';
  return (
    checkCalls(report, trace.calls) ?? checkServed(report, trace) ?? checkSums(report, trace) ?? checkTimes(report)
  );
}

function checkCalls({ attempts }: RoutingReport, calls: readonly Call[]): string | undefined {
  if (attempts.length !== calls.length)
    return `it has ${attempts.length} attempts, and ${calls.length} calls were made`;
  const wrong = attempts.findIndex(
    ({ endpoint, model }, index) => endpoint !== calls[index]?.endpoint || model !== calls[index]?.model,
  );
  return wrong < 0 ? undefined : `attempt ${wrong} is not the call that was made`;
}

function checkServed({ served_by: servedBy, attempts }: RoutingReport, { ending, calls }: Trace): string | undefined {
  const answered = ending.kind === 'completion' || (ending.kind === 'stream' && ending.end === 'whole');
  if (servedBy === null) return answered ? 'it says that nobody answered' : undefined;
  const mayBeServed = answered || (ending.kind === 'stream' && ending.end !== 'error');
  if (!mayBeServed) return `it says that attempt ${servedBy} answered`;
  const served = attempts[servedBy];
  if (served?.outcome !== 'ok' && served?.outcome !== 'content_filter') return 'the attempt that answered has failed';
  return served.response_id === calls[servedBy]?.id ? undefined : 'the attempt that answered has the id of another';
}

function checkSums(
  { attempts, cost, usage, served_by: servedBy }: RoutingReport,
  { calls }: Trace,
): string | undefined {
  const costs = attempts.map((attempt) => attempt.cost?.usd);
  const known = costs.filter((each) => each !== undefined);
  const sum = known.length < costs.length ? undefined : known.reduce((a, b) => a + b, 0);
  if (sum === undefined ? cost !== undefined : Math.abs((cost?.usd ?? -1) - sum) > 1e-12) {
    return `it says that ${cost?.usd} USD were spent, and the attempts say ${sum}`;
  }
  if (servedBy === null) return undefined;
  const told = usageTold(calls[servedBy]);
  return JSON.stringify(usage) === JSON.stringify(told) ? undefined : 'its usage is not what the provider told';
}

function usageTold(call: Call | undefined) {
  const told = call?.answer?.usage ?? call?.chunks.findLast(({ usage }) => usage != null)?.usage;
  return usageOf({ usage: told });
}

function checkTimes({ attempts, duration_ms: total }: RoutingReport): string | undefined {
  const wrong = attempts.findIndex((attempt, index) => {
    const before: Attempt | undefined = attempts[index - 1];
    const since = before === undefined ? 0 : before.started_at + before.duration_ms;
    return attempt.duration_ms < 0 || attempt.duration_ms > total || attempt.started_at < since;
  });
  return wrong < 0 ? undefined : `attempt ${wrong} overlaps with another, or is longer than the request`;
}

/** What a refused caller gets: its own reason, or an error that tells what happened. */
export function checkError({ ending, aborted, request, calls }: Trace): string | undefined {
  const error = ending.kind === 'refused' || ending.kind === 'stream' ? ending.error : undefined;
  if (error === undefined) return undefined;
  if (aborted !== undefined)
    return error === aborted.reason ? undefined : `the caller aborted and got ${String(error)}`;
  if (routingOf(error) === undefined) return `the error tells nothing of the routing: ${String(error)}`;
  if (request.attributes.blocked === true)
    return codeOf(error) === 'REQUEST_REJECTED' ? undefined : 'it was not rejected';
  if (ending.kind === 'refused' && calls.length > 1 && codeOf(error) !== 'ATTEMPTS_EXHAUSTED') {
    return `${calls.length} calls failed, and the error is ${String(error)}`;
  }
  return undefined;
}

function codeOf(error: unknown): string | undefined {
  return RouterError.isInstance(error) ? error.code : undefined;
}
