/** Every code a RouterError can have, with what it means. The documentation is held against this table by a test. */
export const routerErrorCodes = {
  OPTIONS_INVALID: 'The options given to createRouter are not of the expected shape; the message says which.',
  POLICY_INVALID: 'The policy has errors; `diagnostics` lists them with their places.',
  REQUEST_INVALID: 'The request is not of the expected shape; the message says what is missing.',
  REQUEST_REJECTED: 'The policy chose to refuse this request; `status` is the one the policy states.',
  NO_ELIGIBLE_MODEL: 'Constraints removed every model of the chain; the message gives the reason for each.',
  ATTEMPTS_EXHAUSTED:
    'Every model of the chain failed; `routing.attempts` lists what happened, `cause` is the most useful failure.',
  STREAM_INTERRUPTED: 'The stream broke after content was delivered; `routing` says how far it came.',
  BUDGET_EXCEEDED:
    'A budget has no room for the worst case of this request; the message says which, `retryAfterMs` when it begins anew.',
  BUDGET_UNAVAILABLE: 'The store that keeps a budget does not answer, and the policy rejects requests then.',
  ROUTER_CLOSED: 'The router was closed before this call, or while it was under way, with abort.',
} as const;

export type RouterErrorCode = keyof typeof routerErrorCodes;

export interface RouterErrorDetails {
  readonly cause?: unknown;
  /** The HTTP status a server that embeds the router should answer with. */
  readonly status?: number;
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs?: number;
}

const marker = Symbol.for('signalbox.RouterError');

/** The one family of errors that the router throws at its callers; a caller's own abort passes through unwrapped. */
export class RouterError extends Error {
  override readonly name = 'RouterError';
  readonly code: RouterErrorCode;
  /** The HTTP status a server that embeds the router should answer with. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: RouterErrorCode, message: string, details: RouterErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether a value is a RouterError, also one from another copy of this package. */
  static isInstance(value: unknown): value is RouterError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[marker] === true;
  }
}
