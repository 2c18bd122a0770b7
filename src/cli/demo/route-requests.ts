import { shorten } from '../../diagnostics/format-value.js';
import type { RoutingReport } from '../../execute/routing-report.js';
import { ruleOf } from '../describe-decision.js';
import { formatDollars } from '../format-dollars.js';
import { writeLine } from '../io.js';
import { type DemoRequest, demoRequests } from './demo-requests.js';
import { send } from './send.js';
import type { Stage } from './stage.js';
import { type Column, headerLine, rowLine } from './table.js';

interface Row {
  readonly request: DemoRequest;
  readonly report: RoutingReport;
}

const columns: readonly Column<Row>[] = [
  { title: 'request', width: 30, text: ({ request }) => titleOf(request) },
  { title: 'rule', width: 24, text: ({ report }) => ruleOf(report.decision) },
  { title: 'tier', width: 8, text: ({ report }) => report.decision.tier ?? '' },
  { title: 'model', width: 26, text: ({ report }) => servedBy(report) },
  { title: 'tokens', width: 9, align: 'right', text: ({ report }) => tokensOf(report) },
  {
    title: 'cost',
    width: 11,
    align: 'right',
    text: ({ report }) => (report.cost ? formatDollars(report.cost.usd) : '?'),
  },
  { title: 'tries', width: 5, align: 'right', text: ({ report }) => String(report.attempts.length) },
  { title: 'ms', width: 4, align: 'right', text: ({ report }) => String(Math.round(report.duration_ms)) },
];

/** Scene one: requests of many kinds through three policies, a row each. */
export async function routeRequests(stage: Stage): Promise<void> {
  const { io, paint } = stage;
  let policy = '';
  for (const request of demoRequests) {
    if (request.policy !== policy) {
      policy = request.policy;
      await writeLine(io.stdout, `\n${paint.bold(`policies/${policy}.yaml`)}`);
      await writeLine(io.stdout, paint.dim(headerLine(columns)));
    }
    const { routing: report } = await send(stage, request);
    await writeLine(io.stdout, rowLine(columns, { request, report }));
  }
}

function titleOf({ attributes, title, prompt }: DemoRequest): string {
  const task = attributes?.task;
  const words = title ?? shorten(prompt, 60);
  return typeof task === 'string' ? `${task}: ${words}` : words;
}

/** The model's id without its vendor. */
function servedBy({ attempts, served_by: index }: RoutingReport): string {
  const model = index === null ? undefined : attempts[index]?.model;
  return model?.replace(/^.*\//, '') ?? 'none';
}

function tokensOf({ usage }: RoutingReport): string {
  return `${usage?.prompt_tokens ?? '?'}+${usage?.completion_tokens ?? '?'}`;
}
