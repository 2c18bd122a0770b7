import { APIError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { ProviderCall } from '../../execute/provider.js';
import { unreadable } from './body-bytes.js';
import { type EventData, readEventData } from './event-data.js';
import { providerErrorOf } from './provider-error-of.js';

/**
 * The chunks of a streamed answer, as the SDK's stream gives them, with its errors as the port's. The SDK ends without an
 * error when the request is aborted; here the signal's reason is thrown. Bytes are read only when a chunk is asked for.
 */
export function readChunks(
  response: Response,
  signal: ProviderCall['signal'],
  secrets: readonly string[],
): AsyncIterable<ChatCompletionChunk> {
  return { [Symbol.asyncIterator]: () => new ChunkReader(response, signal, secrets) };
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
  #isDone = false;

  constructor({ body, headers }: Response, signal: AbortSignal, secrets: readonly string[]) {
    this.#headers = headers;
    this.#reader = body?.getReader();
    this.#signal = signal;
    this.#secrets = secrets;
  }

  async next(): Promise<Result> {
    try {
      for (;;) {
        this.#signal.throwIfAborted();
        const data = this.#arrived[this.#taken];
        this.#taken += 1;
        if (data === undefined) {
          if (!(await this.#receive())) return end;
        } else if (data.startsWith('[DONE]')) this.#isDone = true;
        else if (!this.#isDone) return { done: false, value: chunkOf(data, this.#headers) };
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

  /** Reads one packet; false at the end of the body, up to which it is read so that the connection can serve again. */
  async #receive(): Promise<boolean> {
    if (this.#reader === undefined) return false;
    const { done, value } = await this.#reader.read();
    if (done) {
      this.#events.end();
      return false;
    }
    this.#arrived = this.#events.push(value);
    this.#taken = 0;
    return true;
  }

  #letGo(): void {
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
