import { describe, expect, it } from 'vitest';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import type { RoutedChunk } from '../../src/execute/stream-seam.js';
import type { Invariant } from './check-trace.js';
import { onCreate, onProvider, onReads, onReports, onStreams } from './sabotage.js';
import { type Sabotage, virtualLeg } from './virtual-leg.js';

const run = (sabotage?: Sabotage) =>
  virtualLeg({ seed: 3, requests: 150, concurrency: 16, ...(sabotage && { sabotage }) });

const text = 'no text twice, none lost without a mark';

function withoutFinish(chunk: RoutedChunk): RoutedChunk {
  return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, finish_reason: null })) };
}

function firstAttempt(report: RoutingReport, change: object): RoutingReport {
  const [first, ...others] = report.attempts;
  return { ...report, attempts: [{ ...first, ...change } as typeof first & object, ...others] };
}

describe('the checker of the soak finds nothing wrong', () => {
  it('with a router that does as it should', async () => {
    expect((await run()).violations).toEqual([]);
  });
});

describe('the checker of the soak sees', () => {
  it.each<[string, Invariant, Sabotage]>([
    [
      'a chunk that comes twice',
      text,
      onStreams((chunks) => {
        let before: IteratorResult<RoutedChunk, undefined> | undefined;
        return {
          async next() {
            if (before !== undefined) {
              const again = before;
              before = undefined;
              return again;
            }
            const read = await chunks.next();
            if (!read.done) before = read;
            return read;
          },
        };
      }),
    ],
    ['a chunk that is lost', text, onReads((read, nth) => (nth === 3 ? read().then(read) : read()))],
    [
      'a finish_reason that is lost',
      text,
      onReads(async (read) => {
        const { done, value } = await read();
        return done ? { done, value } : { done: false, value: withoutFinish(value) };
      }),
    ],
    ['a break that looks like an end', text, onReads((read) => read().catch(() => ({ done: true, value: undefined })))],
    [
      'a stream that goes on after its end',
      'ends exactly once',
      onStreams((chunks) => {
        let ended = false;
        return {
          async next() {
            if (ended) return { done: false, value: { choices: [] } as unknown as RoutedChunk };
            const read = await chunks.next();
            ended = read.done === true;
            return read;
          },
        };
      }),
    ],
    [
      'an answer that never comes',
      'ends exactly once',
      onCreate((create) => (body, options) => (body.stream === true ? create(body, options) : new Promise(() => {}))),
    ],
    [
      'an attempt after the caller has left',
      'no attempt after the caller has left',
      onProvider((provider) => ({
        ...provider,
        complete(call) {
          call.signal.addEventListener('abort', () => void provider.complete(call).catch(() => {}));
          return provider.complete(call);
        },
      })),
    ],
    [
      'retries beyond the policy',
      'never more attempts than allowed',
      onProvider((provider) => ({
        ...provider,
        stream: (call) => provider.stream(call).catch(() => provider.stream(call)),
      })),
    ],
    [
      'attempts that the report does not tell',
      'the report is true',
      onProvider((provider) => ({
        ...provider,
        complete: (call) => provider.complete(call).catch(() => provider.complete(call)),
      })),
    ],
    [
      'a failure of no class',
      'every failure is classified',
      onReports((report) => firstAttempt(report, { outcome: 'odd' })),
    ],
    [
      'a failure of the wrong class',
      'every failure is classified',
      onReports((report) => firstAttempt(report, { outcome: 'quota' })),
    ],
    [
      'costs that do not add up',
      'the report is true',
      onReports((report) => ({ ...report, cost: { usd: 1, source: 'computed' } })),
    ],
    [
      'a wrong server in the report',
      'the report is true',
      onReports((report) => ({ ...report, served_by: 1 - (report.served_by ?? 0) })),
    ],
    [
      'a call that is never let go',
      'every call is let go',
      onProvider((provider) => ({
        ...provider,
        async stream(call) {
          const { value, ...rest } = await provider.stream({ ...call, signal: new AbortController().signal });
          const chunks = value[Symbol.asyncIterator]();
          return { ...rest, value: { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) } };
        },
      })),
    ],
    [
      'an error that tells nothing',
      'the error tells what happened',
      onCreate((create) => async (body, options) => {
        try {
          return await create(body, options);
        } catch {
          throw new Error('it did not work');
        }
      }),
    ],
    [
      'an abort that is heard late',
      'ends in time',
      {
        create: (create, runtime) => async (body, options) => {
          try {
            return await create(body, options);
          } finally {
            await runtime.sleep(50);
          }
        },
      },
    ],
    [
      "a listener left on the caller's signal",
      'nothing stays behind',
      onCreate((create) => (body, options) => {
        options.signal?.addEventListener('abort', () => {});
        return create(body, options);
      }),
    ],
  ])('%s', async (_, invariant, sabotage) => {
    const { violations } = await run(sabotage);
    expect(violations.map((violation) => violation.invariant)).toContain(invariant);
  });

  it('a timer that is left', async () => {
    const { openHandles } = await run({
      create: (create, runtime) => (body, options) => {
        void runtime.sleep(3_600_000);
        return create(body, options);
      },
    });
    expect(openHandles).toBeGreaterThan(0);
  });
});
