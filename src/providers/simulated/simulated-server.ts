import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Price } from '../../policy/policy-document.generated.js';
import type { Runtime } from '../../runtime.js';
import { systemRuntime } from '../../system-runtime.js';
import { playReaction } from './play-reaction.js';
import { readJsonBody } from './read-json-body.js';
import { invalidRequestBody, type ProviderKind } from './refusals.js';
import type { Scripts } from './script-player.js';
import type { Script } from './script-step.js';
import { baseModel, type ReceivedRequest, Simulation } from './simulation.js';

export interface SimulatedServerOptions {
  /** Scripts by model id. Default: every request is answered. */
  readonly scripts?: Scripts;
  /** Whose manners the server has. openrouter: its error bodies, comments, reasoning and `usage.cost`. Default: openai. */
  readonly kind?: ProviderKind;
  /** USD per million tokens by model id, for OpenRouter's `usage.cost`. Default: no cost is reported. */
  readonly prices?: Readonly<Record<string, Price>>;
  /** Milliseconds before every chunk of a stream. Default: 0. */
  readonly chunkDelayMs?: number;
  /** The largest body accepted, in bytes. Default: 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Port on 127.0.0.1. Default: 0, any free one. */
  readonly port?: number;
  /** Time for delays. Default: the system's. */
  readonly runtime?: Runtime;
}

/** A running server that speaks OpenAI chat completions on loopback. */
export interface SimulatedServer {
  /** The base URL for clients; ends in /v1. */
  readonly url: string;
  readonly port: number;
  /** Every chat completion asked for, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /** Replaces what is left of a model's script; an empty one ends it. @throws ScriptError */
  setScript(model: string, script: Script): void;
  /** Ends open responses and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a provider that costs nothing: `POST /v1/chat/completions` and `GET /v1/models`, streaming and not, with
 * deterministic answers and scripted failures. No key is checked.
 *
 * @throws ScriptError when a script says something that the simulated provider cannot do.
 */
export async function startSimulatedProvider(options: SimulatedServerOptions = {}): Promise<SimulatedServer> {
  const service = new SimulatedService(options);
  const server = createServer((request, response) => void service.handle(request, response));
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests: service.simulation.requests,
    setScript: (model, script) => service.simulation.setScript(model, script),
    close: () => close(server),
  };
}

class SimulatedService {
  readonly simulation: Simulation;
  readonly #options: SimulatedServerOptions;
  readonly #runtime: Runtime;

  constructor(options: SimulatedServerOptions) {
    this.simulation = new Simulation(options.scripts);
    this.#options = options;
    this.#runtime = options.runtime ?? systemRuntime;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.replace(/\?.*$/s, '').replace(/^\/api(?=\/)/, '');
    const route = `${request.method} ${path}`;
    if (route === 'POST /v1/chat/completions') return this.#complete(request, response);
    if (route === 'GET /v1/models') return sendJson(response, 200, { object: 'list', data: this.#models() });
    return sendJson(response, 404, invalidRequestBody(`Unknown request URL: ${route}.`, null, 'unknown_url'));
  }

  async #complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJsonBody(request, this.#options.maxBodyBytes ?? 32 * 1024 * 1024);
    if (body.kind === 'gone') return;
    if (body.kind === 'bad') return sendJson(response, body.status, invalidRequestBody(body.message, null));
    const { received, reaction } = this.simulation.receive({
      body: body.value,
      headers: headersOf(request),
      kind: this.#options.kind ?? 'openai',
      now: this.#runtime.now(),
      price: this.#priceOf(body.value),
      chunkDelayMs: this.#options.chunkDelayMs ?? 0,
    });
    response.setHeader('x-request-id', `req_simulated_${this.simulation.requests.length}`);
    received.finished = await playReaction(reaction, response, this.#runtime);
    received.aborted = !received.finished;
  }

  #priceOf(body: unknown): Price | undefined {
    const model = typeof body === 'object' && body !== null && 'model' in body ? String(body.model) : '';
    const prices = this.#options.prices ?? {};
    return prices[model] ?? prices[baseModel(model)];
  }

  #models(): readonly object[] {
    const ids = new Set([...Object.keys(this.#options.prices ?? {}), ...this.simulation.scripted]);
    return [...ids].map((id) => ({ id, object: 'model', created: 0, owned_by: 'signalbox' }));
  }
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
