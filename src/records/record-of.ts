import type { Decision } from '../decide/decision.js';
import { RouterError } from '../errors.js';
import type { HeardAnswer } from '../execute/heard-answer.js';
import type { Attempt, RoutingReport } from '../execute/routing-report.js';
import { splitPath, valueAt } from '../facts/attribute-path.js';
import type { RecordSettings } from '../policy/record-settings.js';
import type { Attributes, RoutingRequest } from '../request/routing-request.js';
import { type Erased, eraseFacts } from './erase-facts.js';
import type { Attempt as AttemptRecord, RequestRecord } from './record.generated.js';
import { contentOf, costFields, usageFields } from './record-fields.js';

/** A request that has ended, however it ended. */
export interface EndedRequest {
  readonly request: Pick<RoutingRequest, 'body' | 'attributes'>;
  readonly report: RoutingReport;
  readonly outcome: RequestRecord['outcome'];
  /** What the caller got instead of an answer. */
  readonly error?: unknown;
  /** When it was decided: milliseconds since the epoch. */
  readonly decidedAt: number;
  /** What the caller got; only needed where the policy records content. */
  readonly answer?: HeardAnswer | undefined;
  /** What its policy says of records. */
  readonly settings: RecordSettings;
}

/** The record of a request: plain data of schemas/record.schema.json, without what the policy keeps private. */
export function recordOf(ended: EndedRequest): RequestRecord {
  const { report, outcome, error, decidedAt, request, settings } = ended;
  const { decision, attempts, served_by: index, duration_ms } = report;
  const served = index === null ? undefined : attempts[index];
  const code = error === undefined ? undefined : errorCode(error, attempts);
  const chosen = chosenAttributes(request.attributes, settings.attributes);
  return {
    v: 1,
    kind: 'request',
    id: decision.id,
    at: new Date(decidedAt).toISOString(),
    ...decisionFields(decision),
    outcome,
    ...(code !== undefined && { error: code }),
    stream: request.body.stream === true,
    ...factFields(decision, settings),
    ...(chosen !== undefined && { attributes: chosen }),
    exposures: decision.exposures.map((exposure) => ({ ...exposure })),
    constraints: decision.constraints.map(({ id }) => id),
    chain: decision.targets.map(({ slot }) => slot),
    max_tokens: decision.max_tokens,
    attempts: attempts.map((attempt) => attemptRecord(attempt, decidedAt, settings)),
    served_by: index,
    ...(served !== undefined && servedFields(served, decidedAt)),
    ...usageFields(report.usage),
    ...costFields(report.cost),
    duration_ms,
    ...notes(report),
    ...(settings.content && contentOf(ended.answer, request.body.messages)),
  };
}

function decisionFields({ policy, version, reason, rule, tier }: Decision) {
  return { policy, version, reason, rule, tier };
}

function factFields(decision: Decision, settings: RecordSettings) {
  const { facts, unknown, leftOut, erased, passedOver }: Erased = eraseFacts(decision, settings.privateFacts);
  return {
    facts,
    unknown,
    ...(leftOut.length > 0 && { left_out: leftOut }),
    erased,
    flags: decision.flags.map(({ fact, flag }) => ({ fact, flag })),
    ...(settings.explain && { passed_over: passedOver() }),
  };
}

function servedFields(served: Attempt, decidedAt: number) {
  const { slot, served_slot, model, endpoint, finish_reason, first_token_ms, started_at } = served;
  return {
    slot: served_slot ?? slot,
    model,
    endpoint,
    ...(finish_reason !== undefined && { finish_reason }),
    ...(first_token_ms !== undefined && { first_token_ms: sinceDecided(started_at, decidedAt) + first_token_ms }),
  };
}

function attemptRecord(attempt: Attempt, decidedAt: number, { content }: RecordSettings): AttemptRecord {
  const {
    started_at,
    cost,
    usage,
    changes,
    error,
    retry_after_ms: _wait,
    router_metadata: _metadata,
    ...fields
  } = attempt;
  return {
    ...fields,
    // A provider's message may quote the prompt.
    ...(content && error !== undefined && { error }),
    started_ms: sinceDecided(started_at, decidedAt),
    ...usageFields(usage),
    ...costFields(cost),
    ...(changes.length > 0 && { changes: changes.map(({ param, change }) => `${param}: ${change}`) }),
  };
}

/** A clock that was set back does not make a time negative. */
function sinceDecided(startedAt: number, decidedAt: number): number {
  return Math.max(0, startedAt - decidedAt);
}

function notes({ escalations = [], seams = [], skipped = [], warnings = [], degraded }: RoutingReport) {
  return {
    ...(degraded !== undefined && { degraded: { ...degraded } }),
    ...(escalations.length > 0 && {
      escalations: escalations.map(({ because, to, answered }) => ({ because, to, answered })),
    }),
    ...(seams.length > 0 && { seams: seams.length }),
    ...(skipped.length > 0 && { skipped: skipped.map(({ slot }) => slot) }),
    ...(warnings.length > 0 && { warnings: warnings.map(({ code }) => code) }),
  };
}

function errorCode(error: unknown, attempts: readonly Attempt[]): string | undefined {
  if (RouterError.isInstance(error)) return error.code;
  const outcome = attempts.at(-1)?.outcome;
  return outcome === 'ok' ? undefined : outcome;
}

function chosenAttributes(
  attributes: Attributes,
  paths: readonly string[],
): Record<string, string | number | boolean> | undefined {
  const found = paths.flatMap((path) => {
    const value = valueAt(attributes, splitPath(path));
    const isPlain = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    return isPlain ? [[path, value as string | number | boolean] as const] : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
