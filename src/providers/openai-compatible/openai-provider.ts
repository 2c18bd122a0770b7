import OpenAI, { APIError } from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import { Stream } from 'openai/streaming';
import { errorFields } from '../../execute/error-body.js';
import type { StreamFactory } from '../../execute/execution.js';
import { type Provider, type ProviderCall, ProviderError } from '../../execute/provider.js';
import type { Endpoint } from '../../policy/policy.js';
import { readText } from './body-bytes.js';
import { type Environment, resolveEndpoint } from './endpoint-settings.js';
import { providerErrorOf } from './provider-error-of.js';
import { readChunks } from './read-chunks.js';
import { readableFetch } from './readable-fetch.js';

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

/** Longer than any deadline of the router's, which are the ones that count; the most that a timer takes. */
const never = 2 ** 31 - 1;

/** Headers that belong to an endpoint or a connection: a caller's would reach every endpoint of the chain. */
const endpointHeaders = /^(?:authorization|(?:x-)?api-key|cookie|host|content-length|connection|transfer-encoding)$/i;

/** Any server that speaks OpenAI's chat completions, through the OpenAI SDK, which does not retry here. */
export function createOpenAiProvider({ env, fetch = globalThis.fetch }: OpenAiProviderOptions): OpenAiProvider {
  const clients = new WeakMap<Endpoint, EndpointClient>();

  function clientFor(endpoint: Endpoint): EndpointClient {
    const client = clients.get(endpoint) ?? createClient(endpoint, env, fetch);
    clients.set(endpoint, client);
    return client;
  }

  return {
    prepare(endpoints) {
      for (const endpoint of endpoints) clientFor(endpoint);
    },
    async complete(call) {
      const { completions, secrets } = clientFor(call.endpoint);
      return attempt(call, secrets, async () => {
        const body = call.body as unknown as ChatCompletionCreateParamsNonStreaming;
        const response = await completions.create(body, optionsOf(call)).asResponse();
        const answer = await readJson(response);
        refuseErrorAnswer(answer, response);
        return { value: withRequestId(answer as ChatCompletion, response), ...requestIdOf(response) };
      });
    },
    async stream(call) {
      const { completions, secrets } = clientFor(call.endpoint);
      return attempt(call, secrets, async () => {
        const body = { ...call.body, stream: true } as unknown as ChatCompletionCreateParamsStreaming;
        const response = await completions.create(body, optionsOf(call)).asResponse();
        if (isJson(response)) refuseErrorAnswer(await readJson(response), response, notAStream);
        return { value: readChunks(response, call.signal, secrets), ...requestIdOf(response) };
      });
    },
  };
}

/** The SDK's own stream around an iterator of ours. */
export const createSdkStream: StreamFactory = (iterator, controller) => new Stream(iterator, controller);

async function attempt<T>({ signal }: ProviderCall, secrets: readonly string[], send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw signal.aborted ? signal.reason : providerErrorOf(error, 'response', secrets);
  }
}

interface EndpointClient {
  readonly completions: OpenAI['chat']['completions'];
  /** What no message may show. */
  readonly secrets: readonly string[];
}

function createClient(endpoint: Endpoint, env: Environment, fetch: typeof globalThis.fetch): EndpointClient {
  const { baseUrl, apiKey, headers } = resolveEndpoint(endpoint, env);
  const client = new OpenAI({
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
  return { completions: client.chat.completions, secrets: apiKey === undefined ? [] : [apiKey] };
}

function optionsOf({ signal, headers }: ProviderCall): OpenAI.RequestOptions {
  const own = Object.entries(headers).filter(([name]) => !endpointHeaders.test(name));
  return { signal, headers: Object.fromEntries(own) };
}

function requestIdOf({ headers }: Response): { requestId?: string } {
  const id = headers.get('x-request-id');
  return id === null ? {} : { requestId: id };
}

/** As the SDK gives it with every answer. */
function withRequestId(completion: ChatCompletion, { headers }: Response): ChatCompletion {
  return Object.defineProperty(completion, '_request_id', { value: headers.get('x-request-id'), enumerable: false });
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
