import type { Runtime } from '../runtime.js';
import type { RecordsLost } from './record-event.js';
import type { RecordSink, SignalboxRecord } from './record-sink.js';

/** Records that wait for the sink; more are lost. */
const defaultCapacity = 10_000;

/** Records that the sink gets at once. */
const batchSize = 100;

/** How long `close` waits for a sink that does not come to an end, in milliseconds. */
const patienceMs = 5_000;

export interface RecorderOptions {
  readonly sink: RecordSink;
  readonly runtime: Pick<Runtime, 'sleep'>;
  /** Records that wait for the sink at most. Default: 10,000. */
  readonly capacity?: number;
  /** Must not throw. */
  readonly emit: (event: RecordsLost) => void;
}

/** Hands records on to a sink beside everything else: nobody waits for it, and what it does wrong concerns nobody. */
export interface Recorder {
  /** Returns at once; never throws. The record is made later, once the request's caller has its answer. */
  note(make: () => SignalboxRecord): void;
  /** A record that is to come: the sink stays open for it. The function notes it, once. */
  expect(): (make: () => SignalboxRecord) => void;
  /** Resolves when the sink has everything that was noted, or does not come to an end. Never rejects. */
  flush(): Promise<void>;
  /**
   * Flushes, and closes the sink: at once, or when the last record that is expected has come, which is not waited for.
   * What is noted after that is lost. Never rejects.
   */
  close(): Promise<void>;
}

export function createRecorder({ sink, runtime, capacity = defaultCapacity, emit }: RecorderOptions): Recorder {
  const waiting: (() => SignalboxRecord)[] = [];
  let refused = 0;
  let overflowing = false;
  let draining: Promise<void> | undefined;
  let expected = 0;
  let closing = false;
  let ended = false;

  /** The first is told at once: a sink that hangs would never let it be told. */
  function refuse(): void {
    refused += 1;
    if (overflowing) return;
    overflowing = true;
    tellRefused();
  }

  function tellRefused(): void {
    if (refused === 0) return;
    const count = refused;
    refused = 0;
    emit({ type: 'records-lost', because: 'queue-full', count });
  }

  async function write(batch: readonly (() => SignalboxRecord)[]): Promise<void> {
    try {
      await sink.write(batch.map((make) => make()));
    } catch (error) {
      emit({ type: 'records-lost', because: 'sink-failed', count: batch.length, error });
    }
  }

  async function drain(): Promise<void> {
    // Whoever waits for an answer comes first, and records of requests that end together go together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      // The batch still counts towards the capacity while the sink has it.
      await write(batch);
      waiting.splice(0, batch.length);
      tellRefused();
      overflowing = false;
    }
    draining = undefined;
  }

  async function inTime(ending: Promise<void>): Promise<void> {
    const over = new AbortController();
    const late = runtime.sleep(patienceMs, over.signal, { background: true }).catch(() => {});
    await Promise.race([ending, late]);
    over.abort();
  }

  async function end(): Promise<void> {
    await (draining ?? Promise.resolve());
    if (expected > 0 || ended) return;
    ended = true;
    try {
      await sink.close?.();
    } catch (error) {
      emit({ type: 'records-lost', because: 'sink-failed', count: 0, error });
    }
  }

  async function close(): Promise<void> {
    closing = true;
    await inTime(end());
    if (waiting.length > 0 && expected === 0) {
      ended = true;
      emit({ type: 'records-lost', because: 'sink-failed', count: waiting.length, error: new Error(stuck) });
    }
    tellRefused();
  }

  function note(make: () => SignalboxRecord): void {
    if (ended) emit({ type: 'records-lost', because: 'closed', count: 1 });
    else if (waiting.length >= capacity) refuse();
    else {
      waiting.push(make);
      draining ??= drain();
    }
  }

  return {
    note,
    expect() {
      expected += 1;
      let come = false;
      return (make) => {
        if (come) return;
        come = true;
        expected -= 1;
        note(make);
        if (closing && expected === 0) void close();
      };
    },
    flush: () => inTime(draining ?? Promise.resolve()),
    close,
  };
}

const stuck = `the sink did not come to an end within ${patienceMs} ms`;
