import { APIError } from 'openai';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import { errorFields } from '../../execute/error-body.js';
import { type Provider, type ProviderCall, ProviderError } from '../../execute/provider.js';
import type { Endpoint } from '../../policy/endpoint.js';
import { readText } from './body-bytes.js';
import { createEndpointClient, type EndpointClient } from './endpoint-client.js';
import type { Environment } from './endpoint-settings.js';
import { providerErrorOf } from './provider-error-of.js';
import { readChunks } from './read-chunks.js';

export interface OpenAiProviderOptions {
  /** Where environment references are looked up, when an endpoint is prepared or first used. */
  readonly env: Environment;
  /** Used instead of the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface OpenAiProvider extends Provider {
  /** Resolves the endpoints' environment references now. @throws EndpointConfigurationError for the first that fails. */
  prepare(endpoints: Iterable<Endpoint>): void;
}

/** Any server that speaks OpenAI's chat completions, by the OpenAI SDK's ways, without its retries. */
export function createOpenAiProvider({ env, fetch = globalThis.fetch }: OpenAiProviderOptions): OpenAiProvider {
  const clients = new WeakMap<Endpoint, EndpointClient>();

  function clientFor(endpoint: Endpoint): EndpointClient {
    const client = clients.get(endpoint) ?? createEndpointClient(endpoint, env, fetch);
    clients.set(endpoint, client);
    return client;
  }

  return {
    prepare(endpoints) {
      for (const endpoint of endpoints) clientFor(endpoint);
    },
    async complete(call) {
      const client = clientFor(call.endpoint);
      try {
        const response = await client.post(call);
        const answer = await readJson(response);
        refuseErrorAnswer(answer, response);
        const requestId = requestIdOf(response);
        return { value: withRequestId(answer as ChatCompletion, requestId), ...(requestId !== null && { requestId }) };
      } catch (error) {
        throw failureOf(error, call, client);
      }
    },
    async stream(call) {
      const client = clientFor(call.endpoint);
      try {
        const response = await client.post({ ...call, body: { ...call.body, stream: true } });
        if (isJson(response)) refuseErrorAnswer(await readJson(response), response, notAStream);
        const requestId = requestIdOf(response);
        const value = readChunks(response, call.signal, client.secrets);
        return { value, ...(requestId !== null && { requestId }) };
      } catch (error) {
        throw failureOf(error, call, client);
      }
    },
  };
}

function failureOf(error: unknown, { signal }: ProviderCall, { secrets }: EndpointClient): unknown {
  return signal.aborted ? signal.reason : providerErrorOf(error, 'response', secrets);
}

function requestIdOf({ headers }: Response): string | null {
  return headers.get('x-request-id');
}

/** As the SDK gives it with every answer. */
function withRequestId(completion: ChatCompletion, requestId: string | null): ChatCompletion {
  return Object.defineProperty(completion, '_request_id', { value: requestId, enumerable: false });
}

function isJson({ headers }: Response): boolean {
  return /[/+]json\b/.test(headers.get('content-type') ?? '');
}

/** Undefined for a body that does not say that it is JSON; it is let go. */
async function readJson(response: Response): Promise<unknown> {
  if (isJson(response)) return JSON.parse(await readText(response));
  void response.body?.cancel().catch(() => {});
  return undefined;
}

const notAStream = 'the server answered with one JSON body instead of a stream';

/** A 200 whose body is an error, or no JSON at all. With `otherwise`, any body is refused. */
function refuseErrorAnswer(data: unknown, { status, headers }: Response, otherwise?: string): void {
  const isObject = typeof data === 'object' && data !== null;
  if (isObject && 'error' in data && data.error != null) {
    const cause = new APIError(undefined, data.error, undefined, headers);
    throw new ProviderError({ ...errorFields(data.error), stage: 'response', status }, cause);
  }
  const problem = isObject
    ? otherwise
    : `the answer is ${headers.get('content-type') ?? 'of no content type'}, not JSON`;
  if (problem !== undefined) throw new ProviderError({ stage: 'response', status, message: problem }, undefined);
}
