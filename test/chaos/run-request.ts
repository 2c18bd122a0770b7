import { getEventListeners } from 'node:events';
import type { RoutedRequestOptions } from '../../src/client/chat-completions.js';
import type { RoutedCompletion, RoutedStream } from '../../src/execute/execute.js';
import { routingOf } from '../../src/execute/routing-of.js';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import type { RoutedChunk } from '../../src/execute/stream-seam.js';
import type { Runtime } from '../../src/runtime.js';
import { type RequestLog, requestHeader } from './observed-provider.js';
import type { PlannedRequest } from './planned-request.js';
import type { Ending, Trace } from './trace.js';

export type Create = (
  body: PlannedRequest['body'],
  options: RoutedRequestOptions,
) => Promise<RoutedCompletion | RoutedStream>;

export interface World {
  readonly create: Create;
  readonly runtime: Runtime;
  /** How many times shorter times are than the request says. */
  readonly haste: number;
  /** Time beyond its deadline in which a request must have ended, in milliseconds. */
  readonly graceMs: number;
}

/** Makes one request and behaves as planned; resolves when it has ended, or should have. */
export async function runRequest(request: PlannedRequest, log: RequestLog, world: World): Promise<Trace> {
  const caller = new Caller(request, log, world);
  const ending = await caller.run();
  caller.leave();
  return { request, ending, calls: log.calls, ...caller.seen };
}

const never: unique symbol = Symbol('never');
type Never = typeof never;

class Caller {
  readonly #request: PlannedRequest;
  readonly #log: RequestLog;
  readonly #world: World;
  readonly #startedAt: number;
  readonly #controller = new AbortController();
  readonly #over = new AbortController();
  /** Resolves when the request should have ended long ago. */
  readonly #tooLate: Promise<Never>;
  #report: RoutingReport | undefined;
  #reportedAt = 0;
  #aborted: Trace['aborted'];

  constructor(request: PlannedRequest, log: RequestLog, world: World) {
    this.#request = request;
    this.#log = log;
    this.#world = world;
    this.#startedAt = world.runtime.now();
    this.#tooLate = this.#sleep(request.tier.deadlineMs + this.#pauseMs, world.graceMs).then((): Never => never);
    this.#tooLate.catch(() => {});
  }

  async run(): Promise<Ending> {
    const { index, body, attributes, routingEvents } = this.#request;
    this.#scheduleAbort();
    const answer = this.#world.create(body, {
      attributes,
      routingEvents,
      signal: this.#controller.signal,
      headers: { [requestHeader]: String(index) },
    });
    try {
      const value = await this.#inTime(answer);
      if (value === never) return { kind: 'never' };
      if ('controller' in value) return await this.#read(value);
      this.#end(value.routing);
      return { kind: 'completion', completion: value };
    } catch (error) {
      this.#end(routingOf(error));
      return { kind: 'refused', error };
    }
  }

  get seen() {
    return {
      report: this.#report,
      reportedAt: this.#reportedAt,
      aborted: this.#aborted,
      listeners: getEventListeners(this.#controller.signal, 'abort').length,
    };
  }

  leave(): void {
    this.#log.isOver = true;
    this.#over.abort('over');
  }

  get #pauseMs(): number {
    const { behaviour } = this.#request;
    return 'pauseMs' in behaviour ? behaviour.pauseMs : 0;
  }

  async #read(stream: RoutedStream): Promise<Ending> {
    void stream.routing.then((report) => this.#end(report));
    const ending = await this.#readChunks(stream);
    const report = await this.#inTime(stream.routing);
    return report === never ? { kind: 'never' } : ending;
  }

  async #readChunks(stream: RoutedStream): Promise<Ending> {
    const { behaviour } = this.#request;
    const iterator = stream[Symbol.asyncIterator]();
    const chunks: RoutedChunk[] = [];
    const ended = async (end: 'whole' | 'error' | 'stopped', error?: unknown): Promise<Ending> => {
      this.#log.isOver = true;
      const after = [await outcomeOf(iterator.next()), await outcomeOf(iterator.next())];
      return { kind: 'stream', chunks, end, error, after };
    };
    try {
      for (;;) {
        if ('after' in behaviour && chunks.length >= behaviour.after) {
          if (behaviour.kind === 'forgets the stream') {
            return { kind: 'stream', chunks, end: 'abandoned', error: undefined, after: [] };
          }
          this.#log.isOver = true;
          if (behaviour.kind === 'stops') await this.#inTime(Promise.resolve(iterator.return?.()));
          else stream.controller.abort();
          return await ended('stopped');
        }
        if (this.#pauseMs > 0) await this.#sleep(this.#pauseMs);
        const read = await this.#inTime(iterator.next());
        if (read === never) return { kind: 'never' };
        if (read.done) return await ended('whole');
        chunks.push(read.value);
      }
    } catch (error) {
      return ended('error', error);
    }
  }

  #scheduleAbort(): void {
    const { behaviour } = this.#request;
    if (behaviour.kind !== 'aborts') return;
    const abort = (): void => {
      if (this.#log.isOver) return;
      const reason = new Error(`the caller of ${this.#request.index} has had enough`);
      this.#aborted = { reason, at: this.#elapsed };
      this.#log.isOver = true;
      this.#controller.abort(reason);
    };
    if (behaviour.afterMs === 0) abort();
    else this.#sleep(behaviour.afterMs).then(abort, () => {});
  }

  #end(report: RoutingReport | undefined): void {
    this.#report = report;
    this.#reportedAt = this.#elapsed;
    this.#log.isOver = true;
  }

  get #elapsed(): number {
    return this.#world.runtime.now() - this.#startedAt;
  }

  /** What is read of a request that has ended is there, or it never comes. */
  #inTime<T>(promise: Promise<T>): Promise<T | Never> {
    const tooLate = this.#log.isOver ? this.#sleep(0, this.#world.graceMs).then((): Never => never) : this.#tooLate;
    tooLate.catch(() => {});
    return Promise.race([promise, tooLate]);
  }

  #sleep(milliseconds: number, moreMs = 0): Promise<void> {
    return this.#world.runtime.sleep(milliseconds / this.#world.haste + moreMs, this.#over.signal);
  }
}

async function outcomeOf(read: Promise<IteratorResult<unknown>>): Promise<'done' | 'chunk' | 'error'> {
  try {
    return (await read).done ? 'done' : 'chunk';
  } catch {
    return 'error';
  }
}
