/** One request or attempt that has ended. */
export interface PerformanceSample {
  readonly failed: boolean;
  /** Milliseconds; only of what was answered. */
  readonly latencyMs?: number | undefined;
  /** USD; undefined when unknown. */
  readonly costUsd?: number | undefined;
}

/** What the samples of a window say together. */
export interface Performance {
  readonly samples: number;
  /** Percent; undefined without samples. */
  readonly failureRate?: number;
  /** Milliseconds that 95 of 100 latencies stay within, up to 2.5 percent; undefined when there are none. */
  readonly p95Ms?: number;
  readonly latencies: number;
  /** USD of each sample whose cost is known. */
  readonly meanCostUsd?: number;
  readonly costs: number;
  readonly meanScore?: number;
  readonly scores: number;
}

/** The samples of the last while, in slices; its size does not depend on how many there are. */
export interface PerformanceWindow {
  add(sample: PerformanceSample, now: number): void;
  addScore(score: number, now: number): void;
  /** The slices of the last `windowMs`, which is at most the span; the oldest of them may reach back further. */
  recent(windowMs: number, now: number): readonly PerformanceSlice[];
}

export interface PerformanceWindowOptions {
  /** The longest window that will be asked for. */
  readonly spanMs: number;
  readonly sliceMs: number;
}

export interface PerformanceSlice {
  readonly at: number;
  samples: number;
  failures: number;
  costs: number;
  costUsd: number;
  scores: number;
  score: number;
  /** Counts by step of the logarithmic scale. */
  readonly latencies: Map<number, number>;
}

/** A step of the scale of latencies is 5 percent. */
const step = Math.log(1.05);

export function createPerformanceWindow({ spanMs, sliceMs }: PerformanceWindowOptions): PerformanceWindow {
  let slices: PerformanceSlice[] = [];

  function sliceAt(now: number): PerformanceSlice {
    const at = Math.floor(now / sliceMs) * sliceMs;
    const last = slices.at(-1);
    if (last !== undefined && last.at === at) return last;
    // What stands in the future was noted before the clock was set back.
    slices = slices.filter((slice) => slice.at > now - spanMs - sliceMs && slice.at < at);
    const slice = { at, samples: 0, failures: 0, costs: 0, costUsd: 0, scores: 0, score: 0, latencies: new Map() };
    slices.push(slice);
    return slice;
  }

  return {
    add({ failed, latencyMs, costUsd }, now) {
      const slice = sliceAt(now);
      slice.samples += 1;
      if (failed) slice.failures += 1;
      if (latencyMs !== undefined) {
        const index = Math.round(Math.log(Math.max(1, latencyMs)) / step);
        slice.latencies.set(index, (slice.latencies.get(index) ?? 0) + 1);
      }
      if (costUsd === undefined) return;
      slice.costs += 1;
      slice.costUsd += costUsd;
    },
    addScore(score, now) {
      const slice = sliceAt(now);
      slice.scores += 1;
      slice.score += score;
    },
    recent: (windowMs, now) => slices.filter(({ at }) => at + sliceMs > now - windowMs && at <= now),
  };
}

export function performanceOf(slices: readonly PerformanceSlice[]): Performance {
  const total = (of: (slice: PerformanceSlice) => number) => slices.reduce((sum, slice) => sum + of(slice), 0);
  const samples = total(({ samples }) => samples);
  const costs = total(({ costs }) => costs);
  const scores = total(({ scores }) => scores);
  const latencies = total(({ latencies }) => sumOf(latencies.values()));
  return {
    samples,
    costs,
    scores,
    latencies,
    ...(samples > 0 && { failureRate: (total(({ failures }) => failures) / samples) * 100 }),
    ...(latencies > 0 && { p95Ms: percentile95(slices, latencies) }),
    ...(costs > 0 && { meanCostUsd: total(({ costUsd }) => costUsd) / costs }),
    ...(scores > 0 && { meanScore: total(({ score }) => score) / scores }),
  };
}

function percentile95(slices: readonly PerformanceSlice[], count: number): number {
  const merged = new Map<number, number>();
  for (const { latencies } of slices) {
    for (const [index, times] of latencies) merged.set(index, (merged.get(index) ?? 0) + times);
  }
  let left = Math.ceil(count * 0.95);
  for (const index of [...merged.keys()].sort((a, b) => a - b)) {
    left -= merged.get(index) ?? 0;
    if (left <= 0) return Math.exp(index * step);
  }
  return 0;
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
