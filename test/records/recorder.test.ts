import { describe, expect, it } from 'vitest';
import type { RecordsLost } from '../../src/records/record-event.js';
import type { RecordSink, SignalboxRecord } from '../../src/records/record-sink.js';
import { createRecorder } from '../../src/records/recorder.js';

const feedback = (id: string): SignalboxRecord => ({
  v: 1,
  kind: 'feedback',
  id,
  at: '2026-03-02T09:00:00.000Z',
  score: 1,
});

/** A recorder whose patience ends when told. */
function start(sink: RecordSink, capacity?: number) {
  const lost: RecordsLost[] = [];
  const wake: (() => void)[] = [];
  const runtime = {
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        wake.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const recorder = createRecorder({
    sink,
    runtime,
    emit: (event) => lost.push(event),
    ...(capacity !== undefined && { capacity }),
  });
  const runOutOfPatience = () => {
    for (const resolve of wake.splice(0)) resolve();
  };
  return { recorder, lost, runOutOfPatience };
}

function collecting() {
  const batches: string[][] = [];
  let closed = 0;
  const sink: RecordSink = {
    write: (records) => void batches.push(records.map(({ id }) => id)),
    close() {
      closed += 1;
    },
  };
  return { sink, batches, ids: () => batches.flat(), closed: () => closed };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `d-${index}`);

describe('a recorder', () => {
  it('hands records on in order, those that come together in batches', async () => {
    const { sink, batches, ids: written } = collecting();
    const { recorder } = start(sink);
    for (const id of ids(250)) recorder.note(() => feedback(id));
    expect(batches).toEqual([]);
    await recorder.flush();
    expect(written()).toEqual(ids(250));
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('writes one batch at a time', async () => {
    let writing = 0;
    let most = 0;
    const { recorder } = start({
      async write() {
        writing += 1;
        most = Math.max(most, writing);
        await new Promise(setImmediate);
        writing -= 1;
      },
    });
    for (const id of ids(300)) recorder.note(() => feedback(id));
    await recorder.flush();
    expect(most).toBe(1);
  });

  it('loses what a full queue cannot take, and counts it', async () => {
    let release = () => {};
    const written: string[] = [];
    const { recorder, lost } = start(
      {
        write(records) {
          written.push(...records.map(({ id }) => id));
          return new Promise((resolve) => {
            release = resolve;
          });
        },
      },
      3,
    );
    for (const id of ids(10)) recorder.note(() => feedback(id));
    expect(lost).toEqual([{ type: 'records-lost', because: 'queue-full', count: 1 }]);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    release();
    await recorder.flush();
    expect(written).toEqual(['d-0', 'd-1', 'd-2']);
    expect(lost.reduce((sum, { count }) => sum + count, 0)).toBe(7);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('goes on after a sink that %s', async (_what, fail) => {
    const { sink, ids: written } = collecting();
    let failing = true;
    const { recorder, lost } = start({ write: (records) => (failing ? fail() : sink.write(records)) });
    recorder.note(() => feedback('lost'));
    await recorder.flush();
    failing = false;
    recorder.note(() => feedback('kept'));
    await recorder.flush();
    expect(written()).toEqual(['kept']);
    expect(lost).toMatchObject([{ because: 'sink-failed', count: 1, error: { message: 'disk full' } }]);
  });

  it('does not wait for ever for a sink that hangs', async () => {
    const { recorder, lost, runOutOfPatience } = start({ write: () => new Promise(() => {}) });
    recorder.note(() => feedback('a'));
    const closed = recorder.close();
    await new Promise(setImmediate);
    runOutOfPatience();
    await closed;
    expect(lost).toMatchObject([{ because: 'sink-failed', count: 1 }]);
  });

  it('keeps the sink open for records that are expected', async () => {
    const { sink, ids: written, closed } = collecting();
    const { recorder } = start(sink);
    const note = recorder.expect();
    await recorder.close();
    expect(closed()).toBe(0);
    note(() => feedback('late'));
    note(() => feedback('twice'));
    await recorder.close();
    expect(written()).toEqual(['late']);
    expect(closed()).toBe(1);
  });

  it('closes the sink once, and tells of what comes after', async () => {
    const { sink, closed } = collecting();
    const { recorder, lost } = start(sink);
    await Promise.all([recorder.close(), recorder.close()]);
    recorder.note(() => feedback('a'));
    expect(closed()).toBe(1);
    expect(lost).toEqual([{ type: 'records-lost', because: 'closed', count: 1 }]);
  });
});
