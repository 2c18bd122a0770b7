import { APIError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { ProviderCall } from '../../execute/provider.js';
import { unreadable } from './body-bytes.js';
import { type EventData, readEventData } from './event-data.js';
import { providerErrorOf } from './provider-error-of.js';

/**
 * So many bytes may have arrived before they are asked for. What has not been read when a connection breaks is gone, even
 * if it arrived long before, so that a slow reader would lose it; more than this is left to the server to hold back.
 */
const readAheadBytes = 64 * 1024;

/**
 * The chunks of a streamed answer, as the SDK's stream gives them, with its errors as the port's. The SDK ends without an
 * error when the request is aborted; here the signal's reason is thrown.
 */
export function readChunks(
  response: Response,
  signal: ProviderCall['signal'],
  secrets: readonly string[],
): AsyncIterable<ChatCompletionChunk> {
  const reader = new ChunkReader(response, signal, secrets);
  return { [Symbol.asyncIterator]: () => reader };
}

type Result = IteratorResult<ChatCompletionChunk, undefined>;

const end: Result = { done: true, value: undefined };

/** A class rather than a generator, which would cost three promises for a chunk that has arrived already. */
class ChunkReader implements AsyncIterator<ChatCompletionChunk, undefined> {
  readonly #headers: Headers;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #signal: AbortSignal;
  readonly #secrets: readonly string[];
  readonly #events: EventData = readEventData();
  #arrived: readonly string[] = [];
  #taken = 0;
  #bytesAhead = 0;
  #isReading = false;
  /** The answer has said so; the body is read to its end all the same, so that the connection can serve again. */
  #isDone = false;
  /** How the body ended. */
  #ending: { readonly error?: unknown } | undefined;
  #wakeUp: (() => void) | undefined;

  constructor({ body, headers }: Response, signal: AbortSignal, secrets: readonly string[]) {
    this.#headers = headers;
    this.#reader = body?.getReader();
    this.#signal = signal;
    this.#secrets = secrets;
    this.#read();
  }

  async next(): Promise<Result> {
    try {
      for (;;) {
        this.#signal.throwIfAborted();
        const data = this.#arrived[this.#taken];
        this.#taken += 1;
        if (data !== undefined) {
          if (data.startsWith('[DONE]')) this.#isDone = true;
          else if (!this.#isDone) return { done: false, value: chunkOf(data, this.#headers) };
        } else if (this.#ending === undefined) await this.#arrival();
        else if ('error' in this.#ending) throw this.#ending.error;
        else return end;
      }
    } catch (error) {
      this.#letGo();
      throw this.#signal.aborted ? this.#signal.reason : providerErrorOf(error, 'stream', this.#secrets);
    }
  }

  async return(): Promise<Result> {
    this.#letGo();
    return end;
  }

  /** Resolves when there may be more; all that has arrived is taken. */
  #arrival(): Promise<void> {
    this.#arrived = [];
    this.#taken = 0;
    this.#bytesAhead = 0;
    this.#read();
    return new Promise((resolve) => {
      this.#wakeUp = resolve;
    });
  }

  #read(): void {
    if (this.#isReading || this.#ending !== undefined) return;
    if (this.#reader === undefined) this.#end({});
    else {
      this.#isReading = true;
      this.#reader.read().then(this.#receive, this.#fail);
    }
  }

  readonly #receive = ({ done, value }: Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>): void => {
    this.#isReading = false;
    try {
      if (done) {
        this.#events.end();
        this.#end({});
      } else {
        this.#keep(this.#events.push(value));
        this.#bytesAhead += value.length;
        if (this.#wakeUp !== undefined || this.#bytesAhead < readAheadBytes) this.#read();
      }
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #fail = (error: unknown): void => this.#end({ error });

  #keep(events: readonly string[]): void {
    if (events.length === 0) return;
    this.#arrived = this.#taken < this.#arrived.length ? [...this.#arrived.slice(this.#taken), ...events] : events;
    this.#taken = 0;
    this.#wake();
  }

  #end(ending: { readonly error?: unknown }): void {
    this.#ending ??= ending;
    this.#wake();
  }

  #wake(): void {
    this.#wakeUp?.();
    this.#wakeUp = undefined;
  }

  #letGo(): void {
    this.#ending ??= {};
    void this.#reader?.cancel().catch(() => {});
  }
}

function chunkOf(data: string, headers: Headers): ChatCompletionChunk {
  const chunk: unknown = JSON.parse(data);
  if (typeof chunk !== 'object' || chunk === null || Array.isArray(chunk)) {
    throw unreadable('stream', 'invalid_chunk', 'a chunk is not an object');
  }
  if ('error' in chunk && chunk.error) throw new APIError(undefined, chunk.error, undefined, headers);
  return chunk as ChatCompletionChunk;
}
