import { RouterError } from '../errors.js';
import type { RoutedRequestOptions } from './chat-completions.js';

/** A caller's request options, checked. */
export interface RequestOptions {
  readonly attributes?: NonNullable<RoutedRequestOptions['attributes']>;
  readonly policy?: string;
  readonly signal: AbortSignal | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number | undefined;
  readonly routingEvents: boolean | undefined;
}

/**
 * Reads the request options that routing understands; others of the SDK's are let be. Throws REQUEST_INVALID for one of
 * a wrong type, never a TypeError.
 */
export function readRequestOptions(given: unknown): RequestOptions {
  if (typeof given !== 'object' || given === null) refuse('the request options', 'an object');
  const options = given as RoutedRequestOptions;
  const { attributes, policy } = options;
  return {
    // parseChatBody checks these two, as it does for decide.
    ...(attributes !== undefined && { attributes }),
    ...(policy !== undefined && { policy }),
    signal: readSignal(options.signal ?? undefined),
    headers: readHeaders(options.headers ?? undefined),
    timeoutMs: readTimeout(options.timeout ?? undefined),
    routingEvents: options.routingEvents,
  };
}

function readSignal(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  return refuse('signal', 'an AbortSignal');
}

function readTimeout(timeout: unknown): number | undefined {
  if (timeout === undefined || (typeof timeout === 'number' && timeout > 0)) return timeout;
  return refuse('timeout', 'a number of milliseconds above 0');
}

/** All shapes that the SDK takes: an object, pairs, or Headers. An undefined or null value is left out. */
function readHeaders(
  headers: NonNullable<RoutedRequestOptions['headers']> | undefined,
): Readonly<Record<string, string>> {
  if (headers === undefined) return {};
  if (typeof headers !== 'object') return refuse('headers', 'an object, pairs or Headers');
  const read = new Headers();
  for (const [name, value] of Symbol.iterator in headers ? headers : Object.entries(headers)) {
    if (value !== undefined && value !== null) addHeader(read, name, value);
  }
  return Object.fromEntries(read);
}

function addHeader(headers: Headers, name: unknown, value: unknown): void {
  try {
    headers.append(String(name), String(value));
  } catch {
    refuse(
      `headers: ${typeof name === 'string' ? JSON.stringify(name) : 'a name'}`,
      'a name and a value that HTTP can carry',
    );
  }
}

function refuse(what: string, expected: string): never {
  throw new RouterError('REQUEST_INVALID', `${what} must be ${expected}`);
}
