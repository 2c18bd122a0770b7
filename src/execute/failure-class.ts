export const failureClasses = [
  'cancelled',
  'timeout',
  'network',
  'quota',
  'rate_limit',
  'overloaded',
  'credential',
  'region',
  'forbidden',
  'model_gone',
  'context_exceeded',
  'content_filter',
  'caller_fault',
  'truncated',
  'unknown',
] as const;

export type FailureClass = (typeof failureClasses)[number];

/** What follows from a failure. The documentation is generated from this table. */
export interface FailureConsequence {
  /** By what the class is known, in words. */
  readonly signals: string;
  /** Whether the same target may be tried again. `retry_after`: after the time the provider asks for, if it fits. */
  readonly sameTarget: 'never' | 'backoff' | 'retry_after';
  /**
   * Whether the next target is tried. `if_chosen`: only where the policy's fallback names the class. `before_content`:
   * only as long as no content of a stream was delivered, which for all other classes but this one goes without saying.
   */
  readonly nextTarget: 'never' | 'any' | 'other_endpoint' | 'larger_window' | 'if_chosen' | 'before_content';
  /** `opens`: at once. `opens_for_retry_after`: at once, for the time the provider asks for. */
  readonly breaker: 'ignores' | 'counts' | 'opens' | 'opens_for_retry_after';
  /** Whether a person should be told: it does not heal by itself. */
  readonly alarm: boolean;
  /** Whether the request itself is at fault, so that its sender should know. */
  readonly blamesRequest: boolean;
  /** What a server that embeds the router should answer. A fault of ours is never a 4xx that blames its caller. */
  readonly httpStatus: number;
}

export const failureConsequences: Readonly<Record<FailureClass, FailureConsequence>> = {
  cancelled: row("the caller's signal", 'never', 'never', 'ignores', { httpStatus: 499 }),
  timeout: row('our attempt deadline: first token, idle, total; 408', 'never', 'any', 'counts', { httpStatus: 504 }),
  network: row('refused, reset, DNS, TLS', 'backoff', 'any', 'counts'),
  quota: row(
    '402, `insufficient_quota`, "credit balance", "spend limit" under 400/403/429',
    'never',
    'other_endpoint',
    'opens',
    { httpStatus: 503 },
  ),
  rate_limit: row('429, throttling words', 'retry_after', 'any', 'opens_for_retry_after', { httpStatus: 429 }),
  overloaded: row('500 502 503 504 529, "overloaded" under another 5xx', 'backoff', 'any', 'counts', {
    httpStatus: 503,
  }),
  credential: row('401, `invalid_api_key` (a 400 at some)', 'never', 'other_endpoint', 'opens', { alarm: true }),
  region: row('unsupported country', 'never', 'any', 'ignores'),
  forbidden: row(
    "other 403 (OpenRouter's moderation is `content_filter`), no provider with what the request asks for",
    'never',
    'any',
    'counts',
  ),
  model_gone: row('404/410 model not found, decommissioned, no endpoints', 'never', 'any', 'opens', { alarm: true }),
  context_exceeded: row(
    '`context_length_exceeded`, "maximum context length"; also under a 500',
    'never',
    'larger_window',
    'ignores',
    {
      blamesRequest: true,
      httpStatus: 400,
    },
  ),
  content_filter: row('`content_policy_violation`, finish_reason `content_filter`', 'never', 'if_chosen', 'ignores', {
    blamesRequest: true,
    httpStatus: 400,
  }),
  caller_fault: row('other 400 409 413 415 422', 'never', 'if_chosen', 'ignores', {
    blamesRequest: true,
    httpStatus: 400,
  }),
  truncated: row(
    'stream ended without a finish_reason, error chunk, 200 with an error body, an answer with neither text, tool calls, refusal nor finish_reason `length`',
    'never',
    'before_content',
    'counts',
  ),
  unknown: row('anything else', 'never', 'any', 'counts'),
};

function row(
  signals: string,
  sameTarget: FailureConsequence['sameTarget'],
  nextTarget: FailureConsequence['nextTarget'],
  breaker: FailureConsequence['breaker'],
  more: Partial<Pick<FailureConsequence, 'alarm' | 'blamesRequest' | 'httpStatus'>> = {},
): FailureConsequence {
  return { signals, sameTarget, nextTarget, breaker, alarm: false, blamesRequest: false, httpStatus: 502, ...more };
}
