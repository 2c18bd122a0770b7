import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPerformanceWindow, performanceOf } from '../../../src/execute/live/performance-window.js';

const minute = 60_000;
const window = () => createPerformanceWindow({ spanMs: 10 * minute, sliceMs: 10_000 });

describe('a window of performance', () => {
  it('tells failures, latency, cost and score of what it holds', () => {
    const seen = window();
    for (let index = 1; index <= 100; index += 1)
      seen.add({ failed: index % 4 === 0, latencyMs: index % 4 === 0 ? undefined : index * 10, costUsd: 0.02 }, 0);
    seen.addScore(1, 0);
    seen.addScore(0, 0);
    const { p95Ms, meanCostUsd, ...rest } = performanceOf(seen.recent(minute, 0));
    expect(rest).toEqual({ samples: 100, failureRate: 25, latencies: 75, costs: 100, scores: 2, meanScore: 0.5 });
    expect(meanCostUsd).toBeCloseTo(0.02, 12);
    expect(p95Ms).toBeGreaterThan(930);
    expect(p95Ms).toBeLessThan(980);
  });

  it('tells nothing of what it does not know', () => {
    expect(performanceOf(window().recent(minute, 0))).toEqual({ samples: 0, latencies: 0, costs: 0, scores: 0 });
  });

  it('forgets what is older than asked for', () => {
    const seen = window();
    seen.add({ failed: true }, 0);
    seen.add({ failed: false }, 5 * minute);
    expect(performanceOf(seen.recent(10 * minute, 5 * minute))).toMatchObject({ samples: 2, failureRate: 50 });
    expect(performanceOf(seen.recent(minute, 5 * minute))).toMatchObject({ samples: 1, failureRate: 0 });
    seen.add({ failed: false }, 30 * minute);
    expect(performanceOf(seen.recent(10 * minute, 30 * minute))).toMatchObject({ samples: 1 });
  });

  it('goes on when the clock is set back', () => {
    const seen = window();
    seen.add({ failed: true }, 60 * minute);
    seen.add({ failed: false }, 0);
    expect(performanceOf(seen.recent(10 * minute, 0))).toMatchObject({ samples: 1, failureRate: 0 });
  });

  it('tells the 95th percentile within 2.5 percent of it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 300 }), (latencies) => {
        const seen = window();
        for (const latencyMs of latencies) seen.add({ failed: false, latencyMs }, 0);
        const exact = latencies.toSorted((a, b) => a - b)[Math.ceil(latencies.length * 0.95) - 1] as number;
        const { p95Ms = 0 } = performanceOf(seen.recent(minute, 0));
        expect(Math.abs(p95Ms / exact - 1)).toBeLessThan(0.0251);
      }),
    );
  });
});
