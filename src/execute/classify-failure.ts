import type { Endpoint } from '../policy/endpoint.js';
import type { FailureClass } from './failure-class.js';
import { codeSignals, networkCode, phraseSignals, statusSignals } from './failure-signals.js';
import type { ProviderFailure } from './provider.js';
import { retryAfterOf } from './retry-after.js';

export interface ClassifiedFailure {
  readonly class: FailureClass;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** What went wrong stands at the beginning; the rest of a long message is somebody's text. */
const searchedCharacters = 2000;

/**
 * The class of a failure: by its typed codes, else by phrases of its message at stated statuses, else by its status, else
 * by where it happened. `now` is in milliseconds since the epoch; a Retry-After that is a date needs it.
 */
export function classifyFailure(failure: ProviderFailure, kind: Endpoint['kind'], now: number): ClassifiedFailure {
  const retryAfterMs = retryAfterOf(failure.headers, now);
  const failureClass = byTypedCode(failure) ?? byPhrase(failure) ?? byStatus(failure, kind) ?? byStage(failure);
  return retryAfterMs === undefined ? { class: failureClass } : { class: failureClass, retryAfterMs };
}

function byTypedCode(failure: ProviderFailure): FailureClass | undefined {
  const { code = '', type = '' } = failure;
  const failureClass = codeSignals.get(code.toLowerCase()) ?? codeSignals.get(type.toLowerCase());
  // Some call a spent budget a rate limit; waiting does not help then.
  return failureClass === 'rate_limit' && byPhrase(failure) === 'quota' ? 'quota' : failureClass;
}

function byPhrase(failure: ProviderFailure): FailureClass | undefined {
  const status = statusOf(failure);
  if (status === undefined) return undefined;
  const message = failure.message.slice(0, searchedCharacters);
  const found = phraseSignals.find(
    ({ statuses, phrase, unless }) =>
      statuses.includes(status) && phrase.test(message) && unless?.test(message) !== true,
  );
  return found?.class;
}

function byStatus(failure: ProviderFailure, kind: Endpoint['kind']): FailureClass | undefined {
  const status = statusOf(failure);
  if (status === undefined) return undefined;
  // OpenRouter answers 403 when a model requires moderation and the input was flagged.
  if (status === 403 && kind === 'openrouter') return 'content_filter';
  const failureClass = statusSignals.get(status);
  // A server error told inside a 200 came after the model had begun.
  return failureClass === 'overloaded' && isInside(failure) ? 'truncated' : failureClass;
}

function byStage(failure: ProviderFailure): FailureClass {
  if (failure.stage === 'connect' || networkCode.test(failure.code ?? '')) return 'network';
  return isInside(failure) ? 'truncated' : 'unknown';
}

/** The HTTP status, or the one that OpenRouter tells as `error.code` inside a 200. */
function statusOf(failure: ProviderFailure): number | undefined {
  if (!isInside(failure)) return failure.status;
  return /^[45]\d\d$/.test(failure.code ?? '') ? Number(failure.code) : undefined;
}

/** Whether the failure was told inside an answer that had begun as a success. */
function isInside({ stage, status }: ProviderFailure): boolean {
  return stage === 'stream' || (stage === 'response' && (status === undefined || status < 300));
}
