import type { Provider } from '../../execute/provider.js';
import type { Endpoint } from '../../policy/endpoint.js';
import { type EndpointSettings, type Environment, resolveEndpoint } from './endpoint-settings.js';
import { createSdkProvider } from './sdk-provider.js';

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

/** Any server that speaks OpenAI's chat completions. */
export function createOpenAiProvider({ env, fetch = globalThis.fetch }: OpenAiProviderOptions): OpenAiProvider {
  const settings = new WeakMap<Endpoint, EndpointSettings>();
  const { complete, stream } = createSdkProvider({ settingsOf, fetch });

  function settingsOf(endpoint: Endpoint): EndpointSettings {
    const resolved = settings.get(endpoint) ?? resolveEndpoint(endpoint, env);
    settings.set(endpoint, resolved);
    return resolved;
  }

  return {
    prepare(endpoints) {
      for (const endpoint of endpoints) settingsOf(endpoint);
    },
    complete,
    stream,
  };
}
