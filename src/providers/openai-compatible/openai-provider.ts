import type { Provider } from '../../execute/provider.js';
import type { Endpoint } from '../../policy/endpoint.js';
import { type EndpointSettings, type Environment, resolveEndpoint } from './endpoint-settings.js';

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

/**
 * Any server that speaks OpenAI's chat completions. The OpenAI SDK, a quarter of all the modules that Signalbox has, is
 * loaded by the first request: who only decides, or has a provider of their own, never waits for it.
 */
export function createOpenAiProvider({ env, fetch = globalThis.fetch }: OpenAiProviderOptions): OpenAiProvider {
  const settings = new WeakMap<Endpoint, EndpointSettings>();
  let provider: Provider | undefined;

  function settingsOf(endpoint: Endpoint): EndpointSettings {
    const resolved = settings.get(endpoint) ?? resolveEndpoint(endpoint, env);
    settings.set(endpoint, resolved);
    return resolved;
  }

  async function load(): Promise<Provider> {
    const { createSdkProvider } = await import('./sdk-provider.js');
    provider ??= createSdkProvider({ settingsOf, fetch });
    return provider;
  }

  return {
    prepare(endpoints) {
      for (const endpoint of endpoints) settingsOf(endpoint);
    },
    complete: (call) => provider?.complete(call) ?? load().then((loaded) => loaded.complete(call)),
    stream: (call) => provider?.stream(call) ?? load().then((loaded) => loaded.stream(call)),
  };
}
