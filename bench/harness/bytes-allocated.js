import { Session } from 'node:inspector/promises';

/**
 * Bytes that each of so many runs allocates, by V8's sampling heap profiler; `old`: of these, the bytes that outlived the
 * young generation, or that V8 put among the old objects at once.
 */
export async function bytesAllocated(run, count) {
  return { all: await sampled(run, count, true), old: await sampled(run, count, false) };
}

async function sampled(run, count, includeObjectsCollectedByMinorGC) {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.enable');
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 8192,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC,
  });
  for (let done = 0; done < count; done += 1) await run(done);
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  return sizeOf(profile.head) / count;
}

function sizeOf({ selfSize, children }) {
  return children.reduce((sum, child) => sum + sizeOf(child), selfSize);
}
