import OpenAI from 'openai';
import type { ProviderCall } from '../../execute/provider.js';
import type { Endpoint } from '../../policy/endpoint.js';
import { type Environment, resolveEndpoint } from './endpoint-settings.js';
import { readableError } from './readable-error.js';

/** The way to one endpoint. */
export interface EndpointClient {
  /** Posts one body. Resolves with a response that is ok; rejects with the SDK's own error. */
  post(call: ProviderCall): Promise<Response>;
  /** What no message may show. */
  readonly secrets: readonly string[];
}

/** What is the same for every request to an endpoint. */
interface RequestHead {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const path = '/chat/completions';

/** Headers that belong to an endpoint or a connection: a caller's would reach every endpoint of the chain. */
const endpointHeaders = /^(?:authorization|(?:x-)?api-key|cookie|host|content-length|connection|transfer-encoding)$/i;

/**
 * The SDK says once how a request to the endpoint looks, which does not change from one to the next, and after that a
 * request is one fetch: the SDK would build the same headers, a signal and a timer anew each time, a tenth of all that a
 * request costs. What fails is given to the SDK, whose errors callers know.
 */
export function createEndpointClient(
  endpoint: Endpoint,
  env: Environment,
  fetch: typeof globalThis.fetch,
): EndpointClient {
  const { baseUrl, apiKey, headers } = resolveEndpoint(endpoint, env);
  const sdk = new OpenAI({
    baseURL: baseUrl,
    // The SDK insists on a key; without one the header is taken away again.
    apiKey: apiKey ?? 'none',
    defaultHeaders: apiKey === undefined ? { Authorization: null, ...headers } : { ...headers },
    // The process's OPENAI_* variables are meant for OpenAI, not for whatever server this is.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // It would print what it is given.
    logLevel: 'off',
  });
  let known: RequestHead | undefined;
  return {
    secrets: apiKey === undefined ? [] : [apiKey],
    async post({ body, headers: own, signal }) {
      known ??= await headOf(sdk);
      const request = { method: 'POST', headers: merged(known.headers, own), body: JSON.stringify(body), signal };
      let response: Response;
      try {
        response = await fetch(known.url, request);
      } catch (error) {
        return failAsSdk(sdk, () => Promise.reject(error));
      }
      return response.ok ? response : failAsSdk(sdk, () => readableError(response));
    },
  };
}

async function headOf(sdk: OpenAI): Promise<RequestHead> {
  const { req, url } = await sdk.buildRequest({ method: 'post', path, body: {} });
  return { url, headers: Object.fromEntries(new Headers(req.headers)) };
}

/** The caller's own win, as in the SDK; the names of `headers` are in lower case. */
function merged(headers: RequestHead['headers'], own: ProviderCall['headers']): RequestHead['headers'] {
  const names = Object.keys(own).filter((name) => !endpointHeaders.test(name));
  if (names.length === 0) return headers;
  const all: Record<string, string> = { ...headers };
  for (const name of names) all[name.toLowerCase()] = own[name] ?? '';
  return all;
}

/** Lets the SDK make its error of what came of a request. */
async function failAsSdk(sdk: OpenAI, outcome: () => Promise<Response>): Promise<never> {
  await sdk.withOptions({ fetch: outcome }).post(path, { body: {} });
  throw new Error('the SDK took a failure for an answer');
}
