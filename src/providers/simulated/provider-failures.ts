import { APIConnectionError, APIError } from 'openai';
import { ProviderError, type ProviderFailure } from '../../execute/provider.js';
import type { ErrorBody } from './reaction.js';
import type { Refusal } from './refusals.js';

type Stage = ProviderFailure['stage'];

/** An HTTP error, with the SDK's own error class as cause. */
export function refusalFailure({ status, headers, body }: Refusal): ProviderError {
  const error = fields(body.error);
  const cause = APIError.generate(status, body, undefined, new Headers(headers));
  const code = text(fields(error.metadata).error_type) ?? text(error.code);
  const type = text(error.type);
  return new ProviderError(
    {
      status,
      message: text(error.message) ?? `${status}`,
      headers,
      stage: 'response',
      ...(code === undefined ? {} : { code }),
      ...(type === undefined ? {} : { type }),
    },
    cause,
  );
}

/** An error inside a 200: as the whole body, or as a chunk of a stream. */
export function errorBodyFailure({ error }: ErrorBody, stage: 'response' | 'stream'): ProviderError {
  const cause = new APIError(undefined, error, undefined, new Headers());
  return new ProviderError({ message: error.message, code: String(error.code), stage }, cause);
}

/** A connection that the other side reset. */
export function connectionFailure(stage: Stage): ProviderError {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const cause =
    stage === 'connect' ? new APIConnectionError({ cause: reset }) : new TypeError('terminated', { cause: reset });
  return new ProviderError({ message: reset.message, code: reset.code, stage }, cause);
}

/** A body that cannot be read. */
export function parseFailure(message: string, stage: Stage): ProviderError {
  return new ProviderError({ message, stage }, new SyntaxError(message));
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
