import type { Paint } from '../diagnostics/paint.js';
import type { Attempt, RoutingReport } from '../execute/routing-report.js';
import { countOf } from './count-of.js';
import { ruleOf } from './describe-decision.js';
import { formatDollars } from './format-dollars.js';
import { formatDuration } from './format-duration.js';

/** One line: why this model, tokens, cost, attempts and time. Failed attempts get a line each above it. */
export function describeRun(report: RoutingReport, paint: Paint): string {
  const { decision, attempts, served_by: servedBy, usage, cost, duration_ms: duration } = report;
  const served = servedBy === null ? undefined : attempts[servedBy];
  const failed = attempts.filter(({ outcome }) => outcome !== 'ok').map((attempt) => failedLine(attempt, paint));
  const parts = [
    `${paint.bold(served?.model ?? 'no answer')} by rule ${ruleOf(decision)}`,
    ...(decision.tier === null ? [] : [`tier ${decision.tier}`]),
    usage === undefined ? 'tokens unknown' : `${usage.prompt_tokens ?? '?'} + ${usage.completion_tokens ?? '?'} tokens`,
    cost === undefined ? 'cost unknown' : `${formatDollars(cost.usd)} ${cost.source}`,
    countOf(attempts.length, 'attempt'),
    formatDuration(duration),
  ];
  return [...failed, ...noticesOf(report, paint), parts.join(paint.dim(' · '))].join('\n');
}

/** What else somebody should know who reads the answer. */
function noticesOf({ seams = [], not_applied: notApplied = [], attempts }: RoutingReport, paint: Paint): string[] {
  return [
    ...seams.map(({ type, attempt, at }) => {
      const how = type === 'stream-restart' ? 'began anew' : `went on after ${countOf(at, 'character')}`;
      return `${paint.yellow('seam')} ${attempts[attempt]?.model ?? 'another model'} ${how}`;
    }),
    ...notApplied.map(({ setting, because }) => `${paint.yellow('not applied')} ${setting}: ${because}`),
  ];
}

function failedLine({ model, outcome, status, error }: Attempt, paint: Paint): string {
  const code = status === undefined ? '' : ` ${status}`;
  return `${paint.yellow('failed')} ${model}: ${outcome}${code}${error === undefined ? '' : `, ${error}`}`;
}
