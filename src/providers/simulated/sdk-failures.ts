import { APIConnectionError, APIError } from 'openai';
import { errorFields } from '../../execute/error-body.js';
import { ProviderError } from '../../execute/provider.js';
import { providerErrorOf } from '../openai-compatible/provider-error-of.js';
import type { ErrorBody } from './reaction.js';
import type { Refusal } from './refusals.js';

/** What the OpenAI SDK throws for an HTTP error. */
export function refusalFailure({ status, headers, body }: Refusal): ProviderError {
  return providerErrorOf(APIError.generate(status, body, undefined, new Headers(headers)), 'response');
}

/** The SDK does not look into a 200; the provider behind the port does. */
export function errorBodyFailure({ error }: ErrorBody): ProviderError {
  const cause = new APIError(undefined, error, undefined, new Headers());
  return new ProviderError({ ...errorFields(error), stage: 'response', status: 200 }, cause);
}

/** What the SDK throws for an error chunk: it has no status. */
export function errorChunkFailure({ error }: ErrorBody): ProviderError {
  return providerErrorOf(new APIError(undefined, error, undefined, new Headers()), 'stream');
}

/** What the SDK throws when the other side resets the connection. */
export function resetFailure(stage: 'connect' | 'response' | 'stream'): ProviderError {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const cause = new TypeError(stage === 'connect' ? 'fetch failed' : 'terminated', { cause: reset });
  return providerErrorOf(stage === 'connect' ? new APIConnectionError({ cause }) : cause, stage);
}

/** What the SDK throws for a body, or a chunk, that is not JSON. */
export function notJsonFailure(stage: 'response' | 'stream'): ProviderError {
  return providerErrorOf(new SyntaxError('Unexpected token in JSON'), stage);
}
