import OpenAI from 'openai';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import { Stream } from 'openai/streaming';
import type { StreamFactory } from '../../execute/execution.js';
import type { Provider, ProviderCall } from '../../execute/provider.js';
import type { Endpoint } from '../../policy/policy.js';
import { type Environment, resolveEndpoint } from './endpoint-settings.js';
import { providerErrorOf } from './provider-error-of.js';
import { readChunks } from './read-chunks.js';
import { readableFetch } from './readable-fetch.js';

export interface OpenAiProviderOptions {
  /** Where environment references are looked up, when an endpoint is first used or prepared. */
  readonly env: Environment;
  /** Used instead of the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface OpenAiProvider extends Provider {
  /** Resolves the endpoints' environment references now. Throws an EndpointConfigurationError for the first that fails. */
  prepare(endpoints: Iterable<Endpoint>): void;
}

/** Longer than any deadline of ours, which rules; the largest that a timer takes. */
const never = 2 ** 31 - 1;

/** Any server that speaks OpenAI's chat completions, through the OpenAI SDK, which does not retry here. */
export function createOpenAiProvider({ env, fetch = globalThis.fetch }: OpenAiProviderOptions): OpenAiProvider {
  const clients = new WeakMap<Endpoint, OpenAI>();

  function clientFor(endpoint: Endpoint): OpenAI {
    const known = clients.get(endpoint);
    if (known !== undefined) return known;
    const client = createClient(endpoint, env, fetch);
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
        const body = call.body as unknown as ChatCompletionCreateParamsNonStreaming;
        const { data, request_id: id } = await client.chat.completions.create(body, optionsOf(call)).withResponse();
        return { value: data, ...requestIdOf(id) };
      } catch (error) {
        throw call.signal.aborted ? call.signal.reason : providerErrorOf(error, 'response');
      }
    },
    async stream(call) {
      const client = clientFor(call.endpoint);
      try {
        const body = call.body as unknown as ChatCompletionCreateParamsStreaming;
        const { data, request_id: id } = await client.chat.completions.create(body, optionsOf(call)).withResponse();
        return { value: readChunks(data, call.signal), ...requestIdOf(id) };
      } catch (error) {
        throw call.signal.aborted ? call.signal.reason : providerErrorOf(error, 'response');
      }
    },
  };
}

/** The SDK's own stream around an iterator of ours. */
export const createSdkStream: StreamFactory = (iterator, controller) => new Stream(iterator, controller);

function createClient(endpoint: Endpoint, env: Environment, fetch: typeof globalThis.fetch): OpenAI {
  const { baseUrl, apiKey, headers } = resolveEndpoint(endpoint, env);
  return new OpenAI({
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
    timeout: never,
    // It would print chunks that it cannot parse.
    logLevel: 'off',
    fetch: readableFetch(fetch),
  });
}

function optionsOf({ signal, headers }: ProviderCall): OpenAI.RequestOptions {
  return { signal, headers: { ...headers } };
}

function requestIdOf(id: string | null): { requestId?: string } {
  return id === null ? {} : { requestId: id };
}
