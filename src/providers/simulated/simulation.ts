import type { Price } from '../../policy/policy-document.generated.js';
import { react } from './react.js';
import type { Reaction } from './reaction.js';
import { invalidRequestBody, type ProviderKind } from './refusals.js';
import { ScriptPlayer, type Scripts } from './script-player.js';
import type { Script } from './script-step.js';
import { readSimulatedRequest } from './simulated-request.js';

/** A request as the simulated provider received it. The two flags change while it is served. */
export interface ReceivedRequest {
  /** Empty when the body named none. */
  readonly model: string;
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, by the runtime's clock. */
  readonly receivedAt: number;
  /** The reaction was played to its end. */
  finished: boolean;
  /** The caller went away before that. */
  aborted: boolean;
}

/** Where a request arrived, and under which names its script may stand. */
export interface Arrival {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly kind: ProviderKind;
  readonly now: number;
  /** Names of scripts to try, before the model's own. */
  readonly names?: readonly string[];
  readonly price?: Price | undefined;
  readonly chunkDelayMs: number;
}

/** What a server and an in-process provider have in common: scripts, a log, and a reaction to each request. */
export class Simulation {
  /** Everything received, oldest first. */
  readonly requests: ReceivedRequest[] = [];
  readonly #player: ScriptPlayer;

  /** @throws ScriptError */
  constructor(scripts: Scripts = {}) {
    this.#player = new ScriptPlayer(scripts);
  }

  /** @throws ScriptError */
  setScript(name: string, script: Script): void {
    this.#player.set(name, script);
  }

  /** Names that have a script. */
  get scripted(): readonly string[] {
    return this.#player.keys;
  }

  receive(arrival: Arrival): { readonly received: ReceivedRequest; readonly reaction: Reaction } {
    const { body, headers, now, kind, price, chunkDelayMs, names = [] } = arrival;
    const request = readSimulatedRequest(body);
    const ordinal = this.requests.length;
    const model = 'model' in request ? request.model : '';
    const received: ReceivedRequest = { model, body, headers, receivedAt: now, finished: false, aborted: false };
    this.requests.push(received);
    if (!('model' in request)) {
      const refusal = { status: 400, headers: {}, body: invalidRequestBody(request.message, request.param) };
      return { received, reaction: { kind: 'refusal', delayMs: 0, ...refusal } };
    }
    const step = this.#player.next([...names, model, baseModel(model)]);
    return {
      received,
      reaction: react(step, request, { kind, now, ordinal, chunkDelayMs, ...(price ? { price } : {}) }),
    };
  }
}

/** A model id without its variant: `openai/gpt-4o:floor` is a way to reach `openai/gpt-4o`. */
export function baseModel(model: string): string {
  const colon = model.lastIndexOf(':');
  return colon > 0 ? model.slice(0, colon) : model;
}
