import type { FailureClass } from './failure-class.js';

/**
 * Codes that say what went wrong, whatever the status: OpenAI's `error.code` and `error.type`, OpenRouter's
 * `error.metadata.error_type`, Anthropic's and Azure's types. Codes that say little (`invalid_request_error`,
 * `server_error`, `server`, `unmapped`) are not here: their message and status decide.
 */
export const codeSignals: ReadonlyMap<string, FailureClass> = new Map(
  Object.entries({
    timeout: ['timeout', 'timeout_error', 'request_timeout'],
    quota: [
      'insufficient_quota',
      'billing_hard_limit_reached',
      'billing_not_active',
      'billing_error',
      'payment_required',
      'insufficient_credits',
      'token_limit_exceeded',
    ],
    rate_limit: ['rate_limit_exceeded', 'rate_limit_error', 'too_many_requests', 'throttlingexception'],
    overloaded: ['overloaded_error', 'provider_overloaded', 'provider_unavailable', 'server_is_overloaded'],
    credential: ['invalid_api_key', 'authentication', 'authentication_error', 'account_deactivated'],
    region: ['unsupported_country_region_territory'],
    forbidden: ['permission_denied', 'permission_error'],
    model_gone: ['model_not_found', 'model_decommissioned', 'not_found', 'not_found_error', 'deploymentnotfound'],
    context_exceeded: ['context_length_exceeded', 'context_window_exceeded', 'exceed_context_size_error'],
    content_filter: [
      'content_policy_violation',
      'content_filter',
      'content_policy',
      'moderation_blocked',
      'responsibleaipolicyviolation',
      'refusal',
    ],
    caller_fault: [
      'max_tokens_exceeded',
      'string_too_long',
      'string_above_max_length',
      'payload_too_large',
      'request_too_large',
      'unprocessable',
      'invalid_image',
      'image_too_large',
      'image_too_small',
      'unsupported_image_format',
      'image_not_found',
      'image_download_failed',
    ],
  } satisfies Partial<Record<FailureClass, readonly string[]>>).flatMap(([failureClass, codes]) =>
    codes.map((code) => [code, failureClass as FailureClass] as const),
  ),
);

export interface PhraseSignal {
  readonly class: FailureClass;
  /** The phrase counts at these statuses only, since errors echo prompts. */
  readonly statuses: readonly number[];
  readonly phrase: RegExp;
  readonly unless?: RegExp;
}

/** Read from the top: quota hides under 400, 403 and 429, so it stands before rate limit. */
export const phraseSignals: readonly PhraseSignal[] = [
  {
    class: 'quota',
    statuses: [400, 403, 429],
    phrase:
      /credit balance|spend(?:ing)? (?:limit|cap)|insufficient (?:credit|fund|balance|quota)|exceeded your current quota|key limit exceeded|reached your specified (?:\w+ )?api usage limits|billing (?:hard )?limit|out of credits|account is not active/i,
    // Gemini says "exceeded your current quota" for its limits per minute too, but adds when to try again.
    unless: /retry in \d/i,
  },
  {
    class: 'rate_limit',
    statuses: [400, 403],
    phrase: /throttl|too many requests|rate limit (?:exceeded|reached)/i,
  },
  {
    class: 'credential',
    statuses: [400, 403],
    phrase:
      /api[ _-]?key (?:is )?(?:not valid|not found|invalid|expired)|api key was reported as leaked|(?:incorrect|invalid) api[ _-]?key/i,
  },
  {
    class: 'region',
    statuses: [400, 403],
    phrase:
      /(?:country|region|territory|location)[^.]{0,40} not (?:supported|available)|not available in your (?:country|region)|unsupported (?:country|region)/i,
  },
  {
    class: 'model_gone',
    statuses: [400, 403],
    phrase:
      /is not a valid model id|model not exist|has been decommissioned|model[^.]{0,80}(?:does not exist|not found)|no endpoints (?:found|available)/i,
  },
  {
    // What the request asks for is what no provider of this model gives: others may have it still.
    class: 'forbidden',
    statuses: [404],
    phrase: /no endpoints found (?:that|matching|which)|no allowed providers/i,
  },
  {
    class: 'overloaded',
    statuses: [501, 510, 520, 521, 522, 523, 524, 525, 526, 530],
    phrase: /overload|over capacity|temporarily unavailable|at capacity/i,
  },
  {
    class: 'context_exceeded',
    statuses: [400, 413, 422, 500],
    phrase:
      /maximum context length|(?:model'?s|the) context length is|exceeds?(?: the)?(?: available)?(?: model)? context (?:window|size|length|limit)|context (?:window|size|length) (?:exceeds?|exceeded|limit|is too)|context (?:is )?too (?:long|large)|(?:prompt|input) is too long|input token count[^.]*exceeds|maximum prompt length is|greater than the context length|reduce the length of the (?:messages|input|prompt)|input length[^.]*exceeds?[^.]*(?:context|maximum)|exceeded model token limit/i,
  },
  {
    class: 'content_filter',
    statuses: [400, 403],
    phrase:
      /content (?:management )?polic|content filter|flagged (?:by|for|as)|requires moderation|safety (?:system|polic|filter|setting)|violat\w+ our (?:usage )?polic/i,
  },
];

export const statusSignals: ReadonlyMap<number, FailureClass> = new Map(
  Object.entries({
    408: 'timeout',
    402: 'quota',
    429: 'rate_limit',
    500: 'overloaded',
    502: 'overloaded',
    503: 'overloaded',
    504: 'overloaded',
    529: 'overloaded',
    401: 'credential',
    403: 'forbidden',
    404: 'model_gone',
    410: 'model_gone',
    400: 'caller_fault',
    409: 'caller_fault',
    413: 'caller_fault',
    415: 'caller_fault',
    422: 'caller_fault',
  } satisfies Record<number, FailureClass>).map(([status, failureClass]) => [Number(status), failureClass] as const),
);

/** Codes of Node and undici for a connection that could not be made, or broke. */
export const networkCode =
  /^(?:ECONN\w+|ENOTFOUND|EAI_\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EPROTO|UND_ERR_\w+|HPE_\w+|ERR_TLS\w+|ERR_SSL\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT\w*|UNABLE_TO_\w+)$/;
