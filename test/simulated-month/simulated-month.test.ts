import { describe, expect, it } from 'vitest';
import { metricNames } from '../../src/report/experiment/experiment-metric.js';
import { ratioSumsOf } from '../../src/report/statistics/ratio-sums.js';
import { judgeMonth } from './judge-month.js';
import { controlMeans, type Effects, noEffects, trueDifferences } from './population.js';
import { RunningSums } from './running-sums.js';
import { type Day, type MonthOptions, simulateMonth } from './simulate-month.js';
import { tallyMonths } from './tally-months.js';

// The full form, 200 months of 200,000 users, is npm run simulated-month; its table stands in docs/experiments.md.
const small = { users: 4000, treatmentShare: 50, days: 15 };
const effects: Effects = { cost: -0.1, latency: 0.05, failures: 0.5, escalations: 0, score: -0.02 };

function months(count: number, options: Pick<MonthOptions, 'effects' | 'fault'>) {
  return tallyMonths(Array.from({ length: count }, (_, seed) => judgeMonth({ ...small, seed, ...options })));
}

describe('a simulated month', () => {
  it('holds the true difference in nearly all months, on every day', () => {
    const { months: all, covered, alwaysCovered } = months(40, { effects });
    for (const count of covered) expect(count).toBeGreaterThanOrEqual(0.95 * all);
    expect(alwaysCovered).toBeGreaterThanOrEqual(0.95 * all);
  });

  it('raises no alarm where there is nothing, looked at daily, though single-look intervals would', () => {
    const { months: all, falseAlarms, mismatches, others } = months(40, { effects: noEffects });
    expect(falseAlarms).toBeLessThan(0.05 * all);
    expect(mismatches).toBeLessThan(0.05 * all);
    expect(others.singleLook.any).toBeGreaterThan(0.3 * all);
    expect(others.perRequest.cost).toBeGreaterThan(0.1 * all);
  });

  it.each([
    { kind: 'lost', share: 0.2 },
    { kind: 'moved', share: 0.1 },
  ] as const)('catches an assignment that is broken: $kind', (fault) => {
    const { months: all, mismatches } = months(10, { effects: noEffects, fault });
    expect(mismatches).toBe(all);
  });

  it('draws what its true means say', () => {
    const days = [...simulateMonth({ seed: 1, users: 60_000, treatmentShare: 50, effects, days: 10 })];
    const sums = days.at(-1)?.sums as Day['sums'];
    const truth = trueDifferences(effects);
    for (const name of metricNames) {
      const [control, treatment] = sums[name];
      const mean = control.total / control.weight;
      expect(mean / controlMeans[name]).toBeCloseTo(1, 1);
      expect((treatment.total / treatment.weight - mean - truth[name]) / controlMeans[name]).toBeCloseTo(0, 1);
    }
  });

  it('keeps sums over units as they would be counted anew', () => {
    const running = new RunningSums(3);
    const units = [
      { n: 0, y: 0 },
      { n: 0, y: 0 },
    ];
    for (const [user, value] of [
      [0, 2],
      [1, 3],
      [0, 5],
      [0, 1],
    ] as const) {
      running.add(user, 0, value);
      const unit = units[user];
      if (unit !== undefined) Object.assign(unit, { n: unit.n + 1, y: unit.y + value });
      const { requestSquares: _squares, ...sums } = running.of(0);
      expect(sums).toEqual(ratioSumsOf(units));
    }
    expect(running.of(1).units).toBe(0);
    expect(running.of(0).requestSquares).toBe(39);
  });
});
