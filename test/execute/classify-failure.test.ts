import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyFailure } from '../../src/execute/classify-failure.js';
import { errorFields } from '../../src/execute/error-body.js';
import { type FailureClass, failureClasses } from '../../src/execute/failure-class.js';
import type { ProviderFailure } from '../../src/execute/provider.js';

type Kind = 'openai' | 'openrouter';

function answered(status: number, error: unknown, kind: Kind = 'openai'): FailureClass {
  return classifyFailure({ stage: 'response', status, ...errorFields(error) }, kind, 0).class;
}

function inStream(error: unknown, kind: Kind = 'openrouter'): FailureClass {
  return classifyFailure({ stage: 'stream', ...errorFields(error) }, kind, 0).class;
}

describe('an error of OpenAI', () => {
  it.each<[FailureClass, number, object]>([
    [
      'quota',
      429,
      {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    ],
    [
      'quota',
      429,
      {
        message: 'Your account is not active, please check your billing details on our website.',
        type: 'billing_not_active',
        code: 'billing_not_active',
      },
    ],
    [
      'rate_limit',
      429,
      {
        message:
          'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.',
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    ],
    [
      'context_exceeded',
      400,
      {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens. Please reduce the length of the messages.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    ],
    [
      'context_exceeded',
      400,
      {
        message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
        type: 'invalid_request_error',
        code: null,
      },
    ],
    [
      'credential',
      401,
      {
        message: 'Incorrect API key provided: sk-abc***. You can find your API key at …',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    ],
    [
      'region',
      403,
      {
        message: 'Country, region, or territory not supported',
        type: 'request_forbidden',
        param: null,
        code: 'unsupported_country_region_territory',
      },
    ],
    [
      'forbidden',
      403,
      {
        message: 'You are not allowed to sample from this model',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    ],
    [
      'model_gone',
      404,
      {
        message: 'The model `gpt-9` does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_found',
      },
    ],
    [
      'content_filter',
      400,
      {
        message: 'Your request was rejected as a result of our safety system.',
        type: 'invalid_request_error',
        param: null,
        code: 'content_policy_violation',
      },
    ],
    [
      'content_filter',
      400,
      {
        message:
          'Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt.',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_prompt',
      },
    ],
    [
      'caller_fault',
      400,
      {
        message: 'Unrecognized request argument supplied: provider',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    ],
    [
      'caller_fault',
      400,
      {
        message: 'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.',
        type: 'invalid_request_error',
        param: 'max_tokens',
        code: 'invalid_value',
      },
    ],
    [
      'overloaded',
      500,
      {
        message: 'The server had an error while processing your request. Sorry about that!',
        type: 'server_error',
        param: null,
        code: null,
      },
    ],
    [
      'overloaded',
      503,
      { message: 'The engine is currently overloaded, please try again later', type: 'server_error', code: null },
    ],
  ])('is %s at %i', (failureClass, status, error) => {
    expect(answered(status, error)).toBe(failureClass);
  });
});

describe('an error of OpenRouter', () => {
  it.each<[FailureClass, number, object]>([
    [
      'quota',
      402,
      { message: 'Insufficient credits. Add more using https://openrouter.ai/settings/credits', code: 402 },
    ],
    [
      'quota',
      403,
      { message: 'Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys', code: 403 },
    ],
    ['quota', 400, { message: 'Token budget exceeded', code: 400, metadata: { error_type: 'token_limit_exceeded' } }],
    ['credential', 401, { message: 'No auth credentials found', code: 401 }],
    ['credential', 401, { message: 'User not found.', code: 401 }],
    [
      'rate_limit',
      429,
      { message: 'Provider returned error', code: 429, metadata: { raw: '…', provider_name: 'Google AI Studio' } },
    ],
    ['model_gone', 404, { message: 'No endpoints found for acme/x.', code: 404 }],
    [
      'forbidden',
      404,
      { message: 'No endpoints found matching your data policy (Free model publication).', code: 404 },
    ],
    ['forbidden', 404, { message: 'No endpoints found that support tool use.', code: 404 }],
    ['forbidden', 404, { message: 'No allowed providers are available for the selected model.', code: 404 }],
    ['model_gone', 400, { message: 'acme/nonsense is not a valid model ID', code: 400 }],
    [
      'context_exceeded',
      400,
      {
        message: 'Provider returned error',
        code: 400,
        metadata: {
          provider_name: 'Anthropic',
          raw: '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 213462 tokens > 200000 maximum"}}',
        },
      },
    ],
    [
      'quota',
      429,
      {
        message: 'Provider returned error',
        code: 429,
        metadata: { raw: { error: { message: 'You exceeded your current quota, please check your plan.' } } },
      },
    ],
    [
      'rate_limit',
      429,
      {
        message: 'Provider returned error',
        code: 429,
        metadata: { raw: 'acme/x:free is temporarily rate-limited upstream. Please retry shortly.' },
      },
    ],
    [
      'caller_fault',
      400,
      { message: 'Provider returned error', code: 400, metadata: { raw: '<html>too long</html>' } },
    ],
    [
      'context_exceeded',
      400,
      {
        message:
          "This endpoint's maximum context length is 8192 tokens. However, you requested about 9000 tokens (8900 of text input, 100 in the output).",
        code: 400,
      },
    ],
    [
      'context_exceeded',
      400,
      { message: 'Provider returned error', code: 400, metadata: { error_type: 'context_length_exceeded' } },
    ],
    [
      'content_filter',
      403,
      {
        message: 'acme/x requires moderation on Acme. Your input was flagged for "violence". No credits were charged.',
        code: 403,
        metadata: { reasons: ['violence'] },
      },
    ],
    ['content_filter', 403, { message: 'Blocked by guardrail', code: 403 }],
    [
      'forbidden',
      403,
      { message: 'This key may not use this model.', code: 403, metadata: { error_type: 'permission_denied' } },
    ],
    ['timeout', 408, { message: 'Your request timed out', code: 408 }],
    ['overloaded', 502, { message: 'Provider returned error', code: 502 }],
    [
      'overloaded',
      529,
      { message: 'Provider returned error', code: 529, metadata: { error_type: 'provider_overloaded' } },
    ],
    [
      'caller_fault',
      400,
      { message: 'Image could not be fetched', code: 400, metadata: { error_type: 'image_download_failed' } },
    ],
  ])('is %s at %i', (failureClass, status, error) => {
    expect(answered(status, error, 'openrouter')).toBe(failureClass);
  });

  it.each<[FailureClass, object]>([
    ['truncated', { code: 502, message: 'Provider disconnected' }],
    ['truncated', { code: 'server_error', message: 'Provider disconnected' }],
    ['truncated', {}],
    [
      'overloaded',
      { code: 503, message: 'Service temporarily overloaded', metadata: { error_type: 'provider_overloaded' } },
    ],
    ['rate_limit', { code: 429, message: 'Rate limited upstream' }],
    ['context_exceeded', { code: 400, message: 'prompt is too long: 213462 tokens > 200000 maximum' }],
    ['content_filter', { code: 403, message: 'Output blocked', metadata: { error_type: 'content_policy_violation' } }],
  ])('inside a stream is %s', (failureClass, error) => {
    expect(inStream(error)).toBe(failureClass);
  });
});

describe('an error of another server', () => {
  it.each<[string, FailureClass, number, object]>([
    [
      'Anthropic',
      'quota',
      400,
      {
        type: 'invalid_request_error',
        message:
          'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      },
    ],
    [
      'Anthropic',
      'quota',
      400,
      {
        type: 'invalid_request_error',
        message: 'You have reached your specified API usage limits. You will regain access on 2026-02-01 at 00:00 UTC.',
      },
    ],
    [
      'Anthropic',
      'context_exceeded',
      400,
      { type: 'invalid_request_error', message: 'prompt is too long: 213462 tokens > 200000 maximum' },
    ],
    [
      'Anthropic',
      'context_exceeded',
      400,
      {
        type: 'invalid_request_error',
        message:
          'input length and `max_tokens` exceed context limit: 197118 + 8192 > 200000, decrease input length or `max_tokens` and try again',
      },
    ],
    [
      'Anthropic',
      'content_filter',
      400,
      { type: 'invalid_request_error', message: 'Output blocked by content filtering policy' },
    ],
    ['Anthropic', 'overloaded', 529, { type: 'overloaded_error', message: 'Overloaded' }],
    [
      'Anthropic',
      'rate_limit',
      429,
      {
        type: 'rate_limit_error',
        message: "This request would exceed your organization's rate limit of 50,000 input tokens per minute.",
      },
    ],
    ['Anthropic', 'credential', 401, { type: 'authentication_error', message: 'invalid x-api-key' }],
    [
      'Anthropic',
      'forbidden',
      403,
      { type: 'permission_error', message: 'Your API key does not have permission to use the specified resource.' },
    ],
    ['Anthropic', 'model_gone', 404, { type: 'not_found_error', message: 'model: claude-2' }],
    ['Anthropic', 'caller_fault', 413, { type: 'request_too_large', message: 'Request exceeds the maximum size' }],
    [
      'Gemini',
      'credential',
      400,
      { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' },
    ],
    [
      'Gemini',
      'credential',
      403,
      {
        code: 403,
        message: 'Your API key was reported as leaked. Please use another API key.',
        status: 'PERMISSION_DENIED',
      },
    ],
    [
      'Gemini',
      'region',
      400,
      { code: 400, message: 'User location is not supported for the API use.', status: 'FAILED_PRECONDITION' },
    ],
    [
      'Gemini',
      'context_exceeded',
      400,
      {
        code: 400,
        message: 'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).',
        status: 'INVALID_ARGUMENT',
      },
    ],
    [
      'Gemini',
      'rate_limit',
      429,
      {
        code: 429,
        message:
          'You exceeded your current quota, please check your plan and billing details. Quota exceeded for metric: generate_content_free_tier_requests, limit: 15. Please retry in 34.07s.',
        status: 'RESOURCE_EXHAUSTED',
      },
    ],
    [
      'Gemini',
      'quota',
      429,
      {
        code: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        status: 'RESOURCE_EXHAUSTED',
      },
    ],
    [
      'Gemini',
      'overloaded',
      503,
      { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' },
    ],
    [
      'Azure',
      'content_filter',
      400,
      {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
      },
    ],
    [
      'Azure',
      'model_gone',
      404,
      { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' },
    ],
    [
      'Azure',
      'credential',
      401,
      { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' },
    ],
    [
      'Azure',
      'rate_limit',
      429,
      {
        code: '429',
        message:
          'Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current pricing tier. Please retry after 7 seconds.',
      },
    ],
    [
      'vLLM',
      'context_exceeded',
      400,
      {
        object: 'error',
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 6379 tokens (6029 in the messages, 350 in the completion).",
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
    ],
    [
      'vLLM',
      'context_exceeded',
      400,
      {
        message:
          "You passed 1015 input tokens and requested 10 output tokens. However, the model's context length is only 1024 tokens, resulting in a maximum input length of 1014 tokens.",
        type: 'BadRequestError',
        param: 'input_tokens',
        code: 400,
      },
    ],
    [
      'vLLM',
      'model_gone',
      404,
      { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 },
    ],
    [
      'llama.cpp',
      'context_exceeded',
      400,
      {
        code: 400,
        message: 'request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it',
        type: 'exceed_context_size_error',
      },
    ],
    [
      'llama.cpp',
      'context_exceeded',
      500,
      {
        code: 500,
        message:
          'the request exceeds the available context size. try increasing the context size or enable context shift',
        type: 'invalid_request_error',
      },
    ],
    [
      'Ollama',
      'model_gone',
      404,
      { message: 'model "llama9" not found, try pulling it first', type: 'api_error', param: null, code: null },
    ],
    [
      'Ollama',
      'overloaded',
      503,
      { message: 'server busy, please try again.  maximum pending requests exceeded', type: 'api_error' },
    ],
    ['Ollama', 'context_exceeded', 500, { message: 'the input length exceeds the context length', type: 'api_error' }],
    [
      'Groq',
      'model_gone',
      400,
      {
        message: 'The model `llama-3.1-8b-instant` has been decommissioned and is no longer supported.',
        type: 'invalid_request_error',
        code: 'model_decommissioned',
      },
    ],
    [
      'Groq',
      'rate_limit',
      413,
      {
        message: 'Request too large for model on tokens per minute (TPM): Limit 6000, Requested 10000',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    ],
    ['Bedrock', 'context_exceeded', 400, { message: 'Input is too long for requested model.' }],
    [
      'Bedrock',
      'rate_limit',
      400,
      { message: 'ThrottlingException: Too many requests, please wait before trying again.' },
    ],
    [
      'DeepSeek',
      'quota',
      402,
      { message: 'Insufficient Balance', type: 'unknown_error', param: null, code: 'invalid_request_error' },
    ],
    ['DeepSeek', 'model_gone', 400, { message: 'Model Not Exist', type: 'invalid_request_error' }],
    ['a proxy', 'overloaded', 510, { message: 'The model is overloaded, please try again later' }],
    ['a proxy', 'quota', 429, { message: 'Insufficient credit on this account', code: 'rate_limit_exceeded' }],
  ])('%s: %s at %i', (_, failureClass, status, error) => {
    expect(answered(status, error)).toBe(failureClass);
  });
});

describe('a status without a message', () => {
  it.each<[number, FailureClass]>([
    [400, 'caller_fault'],
    [401, 'credential'],
    [402, 'quota'],
    [403, 'forbidden'],
    [404, 'model_gone'],
    [408, 'timeout'],
    [409, 'caller_fault'],
    [410, 'model_gone'],
    [413, 'caller_fault'],
    [415, 'caller_fault'],
    [418, 'unknown'],
    [422, 'caller_fault'],
    [429, 'rate_limit'],
    [500, 'overloaded'],
    [502, 'overloaded'],
    [503, 'overloaded'],
    [504, 'overloaded'],
    [520, 'unknown'],
    [529, 'overloaded'],
  ])('%i is %s', (status, failureClass) => {
    expect(answered(status, {})).toBe(failureClass);
  });
});

describe('a failure without a status', () => {
  it.each<[FailureClass, Omit<ProviderFailure, 'message'>]>([
    ['network', { stage: 'connect', code: 'ECONNREFUSED' }],
    ['network', { stage: 'connect' }],
    ['network', { stage: 'response', code: 'UND_ERR_SOCKET' }],
    ['network', { stage: 'stream', code: 'ECONNRESET' }],
    ['truncated', { stage: 'response', code: 'invalid_json' }],
    ['truncated', { stage: 'response', status: 200, code: 'invalid_json' }],
    ['truncated', { stage: 'stream' }],
  ])('is %s: %j', (failureClass, failure) => {
    expect(classifyFailure({ message: 'boom', ...failure }, 'openai', 0).class).toBe(failureClass);
  });
});

describe('classifyFailure', () => {
  it('does not trust phrases at statuses where they mean nothing', () => {
    const echo = 'Invalid value: "my credit balance and my API key is invalid, the prompt is too long"';
    expect(answered(404, { message: echo })).toBe('model_gone');
    expect(answered(502, { message: echo })).toBe('overloaded');
  });

  it('carries Retry-After with the class', () => {
    const failure: ProviderFailure = { stage: 'response', status: 429, message: '', headers: { 'retry-after': '2' } };
    expect(classifyFailure(failure, 'openai', 0)).toEqual({ class: 'rate_limit', retryAfterMs: 2000 });
  });

  it('gives a class to anything', () => {
    const text = fc.option(fc.string(), { nil: undefined });
    const failure = fc.record({
      status: fc.option(fc.integer(), { nil: undefined }),
      code: text,
      type: text,
      message: fc.string(),
      stage: fc.constantFrom('connect', 'response', 'stream'),
    });
    fc.assert(
      fc.property(failure, fc.constantFrom<Kind>('openai', 'openrouter'), (any, kind) => {
        expect(failureClasses).toContain(classifyFailure(any as ProviderFailure, kind, 0).class);
      }),
    );
  });
});
