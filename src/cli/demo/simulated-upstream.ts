import type { Provider, ProviderCall } from '../../execute/provider.js';
import { deploymentsOf } from '../../policy/deployments-of.js';
import type { Endpoint } from '../../policy/endpoint.js';
import type { Policy } from '../../policy/policy.js';
import { slotsByName } from '../../policy/slots-by-name.js';
import { createOpenAiProvider } from '../../providers/openai-compatible/openai-provider.js';
import { type SimulatedServer, startSimulatedProvider } from '../../providers/simulated/simulated-server.js';

/** The simulated provider in the place of every endpoint: real HTTP on this machine, no key. */
export interface SimulatedUpstream {
  readonly provider: Provider;
  readonly openrouter: SimulatedServer;
  close(): Promise<void>;
}

/** Starts one server for each kind of endpoint. Prices are the policies', so that costs are as they would be. */
export async function startSimulatedUpstream(policies: readonly Policy[]): Promise<SimulatedUpstream> {
  const slots = policies.flatMap((policy) => [...slotsByName(policy).values()].flatMap(deploymentsOf));
  const prices = Object.fromEntries(slots.flatMap(({ id, price }) => (price === undefined ? [] : [[id, price]])));
  const openrouter = await startSimulatedProvider({ kind: 'openrouter', prices, chunkDelayMs: 20 });
  const openai = await startSimulatedProvider({ kind: 'openai' });
  return {
    provider: redirect({ openrouter: openrouter.url, openai: openai.url }),
    openrouter,
    close: async () => {
      await Promise.all([openrouter.close(), openai.close()]);
    },
  };
}

/** The OpenAI SDK, sending to these URLs instead of the endpoints' own. */
function redirect(urls: Readonly<Record<Endpoint['kind'], string>>): Provider {
  const sdk = createOpenAiProvider({ env: {} });
  const local = new WeakMap<Endpoint, Endpoint>();
  const toLocal = (call: ProviderCall): ProviderCall => {
    const { apiKey: _key, ...endpoint } = call.endpoint;
    const known = local.get(call.endpoint) ?? { ...endpoint, baseUrl: urls[endpoint.kind], headers: {} };
    local.set(call.endpoint, known);
    return { ...call, endpoint: known };
  };
  return { complete: (call) => sdk.complete(toLocal(call)), stream: (call) => sdk.stream(toLocal(call)) };
}
