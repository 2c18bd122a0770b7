import type { RoutedStream } from '../../src/execute/execute.js';
import type { Provider } from '../../src/execute/provider.js';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import type { RoutedChunk } from '../../src/execute/stream-seam.js';
import type { Create } from './run-request.js';
import type { Sabotage } from './virtual-leg.js';

type Chunks = AsyncIterator<RoutedChunk, undefined>;

/** Changes what readers of streams get. */
export function onStreams(change: (chunks: Chunks) => Chunks): Sabotage {
  return {
    create: (create) => async (body, options) => {
      const answer = await create(body, options);
      if (!('controller' in answer)) return answer;
      const { controller, routing } = answer;
      return {
        controller,
        routing,
        [Symbol.asyncIterator]: () => change(answer[Symbol.asyncIterator]() as Chunks),
      } as RoutedStream;
    },
  };
}

/** Changes single reads of a stream. */
export function onReads(
  change: (read: () => Promise<IteratorResult<RoutedChunk, undefined>>, nth: number) => ReturnType<Chunks['next']>,
): Sabotage {
  return onStreams((chunks) => {
    let reads = 0;
    return {
      next() {
        reads += 1;
        return change(() => chunks.next(), reads);
      },
      return: () => chunks.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    };
  });
}

/** Changes the reports of answers that are not streamed. */
export function onReports(change: (report: RoutingReport) => RoutingReport): Sabotage {
  return {
    create: (create) => async (body, options) => {
      const answer = await create(body, options);
      if ('controller' in answer) return answer;
      return Object.defineProperty(answer, 'routing', { value: change(answer.routing) });
    },
  };
}

export function onCreate(change: (create: Create) => Create): Sabotage {
  return { create: change };
}

export function onProvider(change: (provider: Provider) => Provider): Sabotage {
  return { provider: change };
}
