import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { errorFields } from '../../execute/error-body.js';
import { ProviderError, type ProviderFailure } from '../../execute/provider.js';

/**
 * What the SDK threw, as the port's error. `stage` is where it was thrown; `cause` is the SDK's own error. Secrets that a
 * server echoes are taken out of the message.
 */
export function providerErrorOf(
  error: unknown,
  stage: ProviderFailure['stage'],
  secrets: readonly string[] = [],
): ProviderError {
  if (error instanceof ProviderError) return error;
  const failure = failureOf(error, stage);
  const message = secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), failure.message);
  return new ProviderError({ ...failure, message }, error);
}

function failureOf(error: unknown, stage: ProviderFailure['stage']): ProviderFailure {
  if (error instanceof APIConnectionTimeoutError) {
    return { stage: 'connect', code: 'ETIMEDOUT', message: 'the connection timed out' };
  }
  if (error instanceof APIConnectionError) return connectionFailure(error, 'connect');
  if (error instanceof APIError) return answeredFailure(error, stage);
  if (error instanceof SyntaxError) {
    return { stage, ...inside(stage), code: 'invalid_json', message: 'the answer is not valid JSON' };
  }
  return connectionFailure(error, stage);
}

function answeredFailure(error: APIError, stage: ProviderFailure['stage']): ProviderFailure {
  const { status, headers } = error;
  const fields = error.error === undefined ? { message: firstLine(error.message) } : errorFields(error.error);
  return {
    ...fields,
    stage: status === undefined ? stage : 'response',
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers: Object.fromEntries(headers) }),
  };
}

/** The system's code stands somewhere below: fetch wraps the socket's error. */
function connectionFailure(error: unknown, stage: ProviderFailure['stage']): ProviderFailure {
  const code = systemCodeOf(error);
  const reason = deepest(error);
  return {
    stage,
    ...(code === undefined ? {} : { code }),
    message: reason instanceof Error && reason.message !== '' ? reason.message : (code ?? 'the connection failed'),
  };
}

function systemCodeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 5) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return systemCodeOf(cause, depth + 1) ?? systemCodeOf(Array.isArray(errors) ? errors[0] : undefined, depth + 1);
}

function deepest(error: unknown, depth = 0): unknown {
  return error instanceof Error && error.cause instanceof Error && depth < 5 ? deepest(error.cause, depth + 1) : error;
}

/** A body that is no JSON stands whole in the SDK's message, and may echo the prompt. */
function firstLine(message: string): string {
  const line =
    message
      .replace(/^\d{3} /, '')
      .trimStart()
      .split('\n', 1)[0] ?? '';
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function inside(stage: ProviderFailure['stage']): { status?: number } {
  return stage === 'response' ? { status: 200 } : {};
}
