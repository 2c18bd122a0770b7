import type { Provider, ProviderAnswer, ProviderCall } from '../../src/execute/provider.js';
import type { Fault } from './fault.js';
import type { Call } from './trace.js';

/** What is known of a request while it runs. */
export interface RequestLog {
  readonly calls: Call[];
  /** The caller has aborted, stopped reading, or has its answer. */
  isOver: boolean;
}

/** Who plays a call, and what. */
export interface Player {
  readonly provider: Provider;
  readonly fault?: Fault;
}

/** Tells which request a call belongs to: the caller's own header. */
export const requestHeader = 'x-chaos-request';

/** A provider that writes into the request's log what it was asked and what it gave. */
export function observedProvider(
  logOf: (request: number) => RequestLog,
  playerFor: (call: ProviderCall, request: number, ordinal: number) => Player,
): Provider {
  function receive(call: ProviderCall, stream: boolean): { readonly seen: Call; readonly provider: Provider } {
    const request = Number(call.headers[requestHeader]);
    const log = logOf(request);
    const { provider, fault } = playerFor(call, request, log.calls.length);
    const seen: Call = {
      id: `call-${request}-${log.calls.length}`,
      endpoint: call.endpoint.name,
      model: call.body.model,
      stream,
      afterTheEnd: log.isOver,
      fault,
      chunks: [],
      answer: undefined,
      isOpen: !call.signal.aborted,
    };
    log.calls.push(seen);
    call.signal.addEventListener('abort', () => close(seen), { once: true });
    return { seen, provider };
  }

  return {
    async complete(call) {
      const { seen, provider } = receive(call, false);
      try {
        const { value, ...rest } = await provider.complete(call);
        seen.answer = { ...value, id: seen.id };
        return { value: seen.answer, ...rest };
      } finally {
        close(seen);
      }
    },
    async stream(call) {
      const { seen, provider } = receive(call, true);
      try {
        const { value, ...rest } = await provider.stream(call);
        return { value: observed(value, seen), ...rest };
      } catch (error) {
        close(seen);
        throw error;
      }
    },
  };
}

type Chunks = Awaited<ReturnType<Provider['stream']>> extends ProviderAnswer<infer C> ? C : never;

/** Not a generator: that would not notice being let go before its first chunk. */
function observed(chunks: Chunks, seen: Call): Chunks {
  const iterator = chunks[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        try {
          const { done, value } = await iterator.next();
          if (done) {
            close(seen);
            return { done, value: undefined };
          }
          const chunk = { ...value, id: seen.id };
          seen.chunks.push(chunk);
          return { done: false, value: chunk };
        } catch (error) {
          close(seen);
          throw error;
        }
      },
      async return() {
        close(seen);
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}

function close(seen: Call): void {
  seen.isOpen = false;
}
