import type { PlannedTarget } from '../plan/execution-plan.js';
import type { Price } from '../policy/policy-document.generated.js';
import { imagesIn } from '../request/images-in.js';
import type { ChatBody } from '../request/routing-request.js';
import { type Cost, costOf, noCost } from '../usage/cost.js';
import type { Usage } from '../usage/usage.js';
import { type AnswerOrigin, servingSlot } from './answer-origin.js';
import type { AttemptFailure } from './attempt-failure.js';
import type { FailureClass } from './failure-class.js';
import type { Attempt } from './routing-report.js';
import { withoutUndefined } from './without-undefined.js';

/** What is known of an attempt while it runs; filled in as it becomes known. */
export interface AttemptRecord extends AnswerOrigin {
  readonly target: PlannedTarget;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  firstTokenMs?: number;
  finishReason?: string;
  usage?: Usage;
  responseId?: string;
  requestId?: string;
}

export function endAttempt(
  record: AttemptRecord,
  now: number,
  outcome: 'ok' | FailureClass,
  failure?: AttemptFailure,
): Attempt {
  const { target, usage } = record;
  const slot = servingSlot(target, record);
  const cost =
    costOf(usage, slot?.price, imagesFor(slot?.price, target)) ?? (wasNotCharged(failure) ? noCost : undefined);
  return withoutUndefined({
    slot: target.slot.name,
    model: target.model,
    endpoint: target.endpoint.name,
    outcome,
    served_slot: slot === target.slot ? undefined : slot?.name,
    served_model: record.servedModel === target.model ? undefined : record.servedModel,
    status: failure?.status,
    error: failure?.message,
    retry_after_ms: failure?.retryAfterMs,
    started_at: record.startedAt,
    duration_ms: now - record.startedAt,
    first_token_ms: record.firstTokenMs,
    finish_reason: record.finishReason,
    usage,
    cost: cost as Cost | undefined,
    changes: target.changes,
    response_id: record.responseId,
    request_id: record.requestId,
    router_metadata: record.routerMetadata as object | undefined,
  });
}

/** Counted only where images have a price. */
function imagesFor(price: Price | undefined, { body }: PlannedTarget): number | undefined {
  return price?.image === undefined ? undefined : imagesIn(body as unknown as ChatBody);
}

/** Failures after which no work can have been done; a gateway's timeout, a reset or a cut are not among them. */
const notReached = /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS\w+|\w*SELF_SIGNED\w*)$/;

/** Statuses after which a gateway does not know what became of the request behind it. */
const mayHaveAnswered = new Set([408, 502, 504]);

function wasNotCharged(failure: AttemptFailure | undefined): boolean {
  if (failure === undefined) return false;
  const { status = 0, code = '', unsent = false } = failure;
  return unsent || (status >= 400 && !mayHaveAnswered.has(status)) || notReached.test(code);
}
