import type { Act, RefusalName } from './script-step.js';

/** An HTTP error as a provider sends it. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export type ProviderKind = 'openai' | 'openrouter';

interface RefusalShape {
  readonly message: (model: string) => string;
  /** What OpenAI sends. */
  readonly openai: {
    readonly status: number;
    readonly type: string;
    readonly code: string | null;
    readonly param?: string;
  };
  /** What OpenRouter sends: its status, and `error.metadata.error_type`. */
  readonly openrouter: { readonly status: number; readonly errorType?: string };
}

/** Error bodies by failure class, in the words that the two providers use. */
const shapes: Readonly<Record<RefusalName, RefusalShape>> = {
  overloaded: {
    message: () => 'The engine is currently overloaded, please try again later.',
    openai: { status: 503, type: 'server_error', code: null },
    openrouter: { status: 503, errorType: 'provider_overloaded' },
  },
  rate_limit: {
    message: (model) => `Rate limit reached for ${model} on requests per min (RPM): Limit 500, Used 500, Requested 1.`,
    openai: { status: 429, type: 'requests', code: 'rate_limit_exceeded' },
    openrouter: { status: 429, errorType: 'rate_limit_exceeded' },
  },
  quota: {
    message: () => 'You exceeded your current quota, please check your plan and billing details.',
    openai: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
    openrouter: { status: 402, errorType: 'payment_required' },
  },
  credential: {
    message: () => 'Incorrect API key provided.',
    openai: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
    openrouter: { status: 401, errorType: 'authentication' },
  },
  region: {
    message: () => 'Country, region, or territory not supported',
    openai: { status: 403, type: 'request_forbidden', code: 'unsupported_country_region_territory' },
    openrouter: { status: 403 },
  },
  forbidden: {
    message: () => 'You have insufficient permissions for this operation.',
    openai: { status: 403, type: 'invalid_request_error', code: 'insufficient_permissions' },
    openrouter: { status: 403, errorType: 'permission_denied' },
  },
  model_gone: {
    message: (model) => `The model \`${model}\` does not exist or you do not have access to it.`,
    openai: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
    openrouter: { status: 404, errorType: 'not_found' },
  },
  context_exceeded: {
    message: () => "This model's maximum context length is 8192 tokens. Please reduce the length of the messages.",
    openai: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', param: 'messages' },
    openrouter: { status: 400, errorType: 'context_length_exceeded' },
  },
  content_filter: {
    message: () => 'Your request was rejected as a result of our safety system.',
    openai: { status: 400, type: 'invalid_request_error', code: 'content_policy_violation' },
    openrouter: { status: 403, errorType: 'content_policy_violation' },
  },
  caller_fault: {
    message: () => 'Invalid value in the request.',
    openai: { status: 400, type: 'invalid_request_error', code: 'invalid_value' },
    openrouter: { status: 400, errorType: 'invalid_request' },
  },
  unknown: {
    message: () => 'Something unusual happened.',
    openai: { status: 418, type: 'unusual_error', code: null },
    openrouter: { status: 418, errorType: 'unmapped' },
  },
};

/** The HTTP error for a step that fails. */
export function refuse(act: Act & { kind: 'failure' | 'status' }, model: string, kind: ProviderKind): Refusal {
  const shape = act.kind === 'failure' ? shapes[act.name] : shapeOfStatus(act.status);
  const { status } = shape[kind];
  const message = act.message ?? shape.message(model);
  return {
    status,
    headers: act.retryAfter === undefined ? {} : { 'retry-after': String(act.retryAfter) },
    body: kind === 'openai' ? openaiBody(message, shape) : openrouterBody(message, shape),
  };
}

/** OpenAI's error body for what is wrong with the request itself. */
export function invalidRequestBody(message: string, param: string | null, code: string | null = null): Refusal['body'] {
  return { error: { message, type: 'invalid_request_error', param, code } };
}

function openaiBody(message: string, { openai }: RefusalShape): Refusal['body'] {
  return { error: { message, type: openai.type, param: openai.param ?? null, code: openai.code } };
}

function openrouterBody(message: string, { openrouter: { status, errorType } }: RefusalShape): Refusal['body'] {
  return {
    error: {
      code: status,
      message,
      metadata: { provider_name: 'Simulated', ...(errorType ? { error_type: errorType } : {}) },
    },
    user_id: 'user_simulated',
  };
}

function shapeOfStatus(status: number): RefusalShape {
  return {
    message: () => `The simulated provider answers with status ${status}.`,
    openai: { status, type: status < 500 ? 'invalid_request_error' : 'server_error', code: null },
    openrouter: { status, errorType: status < 500 ? 'invalid_request' : 'server' },
  };
}
