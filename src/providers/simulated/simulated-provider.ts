import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Provider, ProviderCall } from '../../execute/provider.js';
import { deploymentsOf } from '../../policy/deployments-of.js';
import type { ModelSlot } from '../../policy/model-slot.js';
import type { Runtime } from '../../runtime.js';
import { type Ending, garbage, type Reaction, type StreamedAnswer, type WholeAnswer } from './reaction.js';
import type { Scripts } from './script-player.js';
import type { Script } from './script-step.js';
import { errorBodyFailure, errorChunkFailure, notJsonFailure, refusalFailure, resetFailure } from './sdk-failures.js';
import { baseModel, type ReceivedRequest, Simulation } from './simulation.js';

export interface SimulatedProviderOptions {
  /** Time for delays; a virtual one makes them free. */
  readonly runtime: Runtime;
  /** Scripts by model slot (when `models` is given) or by model id. Default: every request is answered. */
  readonly scripts?: Scripts;
  /** The policy's slots: they give scripts their names, and OpenRouter's `usage.cost` its prices. */
  readonly models?: ReadonlyMap<string, ModelSlot>;
  /** Milliseconds before every chunk of a stream. Default: 0. */
  readonly chunkDelayMs?: number;
}

/** A provider without a network, in which a script plays failures. */
export interface SimulatedProvider extends Provider {
  /** Everything received, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /** Replaces what is left of a script; an empty one ends it. @throws ScriptError */
  setScript(name: string, script: Script): void;
}

/**
 * Plays the same reactions as the simulated server, in process: its errors have as cause what the OpenAI SDK throws
 * when a server reacts so. A call without an end (`timeout`, `stall_after`) waits for its signal.
 *
 * @throws ScriptError when a script says something that the simulated provider cannot do.
 */
export function createSimulatedProvider(options: SimulatedProviderOptions): SimulatedProvider {
  const { runtime, models, chunkDelayMs = 0 } = options;
  const simulation = new Simulation(options.scripts);

  const receive = async (call: ProviderCall, stream: boolean): Promise<Exchange> => {
    call.signal.throwIfAborted();
    const slots = slotsOf(call, models);
    const { received, reaction } = simulation.receive({
      body: { ...call.body, stream },
      headers: call.headers,
      kind: call.endpoint.kind,
      now: runtime.now(),
      names: slots.map((slot) => slot.name),
      price: slots.find((slot) => slot.price)?.price,
      chunkDelayMs,
    });
    return {
      received,
      reaction,
      signal: call.signal,
      runtime,
      requestId: `req_simulated_${simulation.requests.length}`,
    };
  };

  return {
    requests: simulation.requests,
    setScript: (name, script) => simulation.setScript(name, script),
    complete: async (call) => {
      const exchange = await receive(call, false);
      const value = await noting(exchange, async () => wholeOf(await headOf<'whole'>(exchange), exchange));
      exchange.received.finished = true;
      return { value, requestId: exchange.requestId };
    },
    stream: async (call) => {
      const exchange = await receive(call, true);
      const answer = await noting(exchange, () => headOf<'streamed'>(exchange));
      return { value: chunksOf(answer, exchange), requestId: exchange.requestId };
    },
  };
}

/** One call and what comes of it. */
interface Exchange {
  readonly received: ReceivedRequest;
  readonly reaction: Reaction;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly runtime: Runtime;
}

/** The slots a call may have come from: those with its endpoint and model id, with or without a variant. */
function slotsOf(call: ProviderCall, models: ReadonlyMap<string, ModelSlot> | undefined): readonly ModelSlot[] {
  const ids = [call.body.model, baseModel(call.body.model)];
  return [...(models?.values() ?? [])]
    .flatMap(deploymentsOf)
    .filter((slot) => slot.endpoint.name === call.endpoint.name && ids.includes(slot.id));
}

/** Writes into the log how a part of an exchange went wrong: by the caller's abort, or as the script wanted. */
async function noting<T>({ received, signal }: Exchange, part: () => Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (error) {
    received.aborted = signal.aborted;
    received.finished = !signal.aborted;
    throw error;
  }
}

/** What a client gets before any body. */
async function headOf<K extends 'whole' | 'streamed'>(exchange: Exchange): Promise<Extract<Reaction, { kind: K }>> {
  const { reaction, signal, runtime } = exchange;
  if (reaction.delayMs > 0) await runtime.sleep(reaction.delayMs, signal);
  switch (reaction.kind) {
    case 'silence':
      return untilAborted(signal);
    case 'reset':
      throw resetFailure('connect');
    case 'refusal':
      throw refusalFailure(reaction);
    case 'whole':
    case 'streamed':
      return reaction as Extract<Reaction, { kind: K }>;
  }
  return reaction satisfies never;
}

async function wholeOf({ body, ending }: WholeAnswer, { signal }: Exchange): Promise<ChatCompletion> {
  await endBody(ending, 'response', signal);
  if (ending === 'cut' || body === garbage) throw notJsonFailure('response');
  if ('error' in body) throw errorBodyFailure(body);
  return body;
}

async function* chunksOf(answer: StreamedAnswer, exchange: Exchange): AsyncGenerator<ChatCompletionChunk> {
  const { received, signal, runtime } = exchange;
  let ended = false;
  try {
    for (const event of answer.events) {
      if (event.kind === 'comment') continue;
      if (answer.chunkDelayMs > 0) await runtime.sleep(answer.chunkDelayMs, signal);
      signal.throwIfAborted();
      if (event.kind === 'chunk') {
        yield event.chunk;
        continue;
      }
      ended = true;
      throw event.kind === 'error' ? errorChunkFailure(event.body) : notJsonFailure('stream');
    }
    signal.throwIfAborted();
    if (answer.ending !== 'stall') ended = true;
    await endBody(answer.ending, 'stream', signal);
  } finally {
    // A consumer that stops reading ends up here too.
    received.finished = ended;
    received.aborted = !ended;
  }
}

async function endBody(ending: Ending, stage: 'response' | 'stream', signal: AbortSignal): Promise<void> {
  if (ending === 'stall') await untilAborted(signal);
  if (ending === 'reset') throw resetFailure(stage);
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
