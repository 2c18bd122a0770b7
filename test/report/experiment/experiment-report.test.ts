import { describe, expect, it } from 'vitest';
import { reportExperiment } from '../../../src/report/experiment/experiment-report.js';
import { sequenceRadius } from '../../../src/report/statistics/confidence-sequence.js';
import { estimateRatio } from '../../../src/report/statistics/ratio-sums.js';
import { seededRandom } from '../../../src/seeded-random.js';
import { armOf, experimentOf } from './experiment-arms.js';

const usual = { control: 'control', confidence: 95, tunedFor: 20_000 };

function costs(mean: number, seed: number): () => number {
  const next = seededRandom(seed);
  return () => mean * (0.5 + next());
}

describe('the report of an experiment', () => {
  it('shows a difference that is there, and how large it may be', () => {
    const arms = [
      armOf('control', 2000, { cost: costs(0.004, 1) }),
      armOf('treatment', 2000, { cost: costs(0.003, 2) }),
    ];
    const report = reportExperiment(experimentOf(arms), usual);
    const [cost] = report.comparisons;
    expect(cost).toMatchObject({ arm: 'treatment', metric: 'cost', shown: 'lower' });
    expect(cost?.low).toBeLessThan(-0.001);
    expect(cost?.high).toBeGreaterThan(-0.001);
    expect(cost?.relative).toBeCloseTo(-0.25, 1);
    expect(cost?.p).toBeLessThan(1e-6);
    expect(report.verdict).toMatch(
      /^Compared with control, treatment costs less \(by 0\.9\d\d to 1\.0\d\d USD per 1,000/,
    );
    expect(report.findings).toEqual([]);
  });

  it('does not call the absence of a difference equality', () => {
    const arms = [armOf('control', 500, { cost: costs(0.004, 3) }), armOf('treatment', 500, { cost: costs(0.004, 4) })];
    const { verdict, comparisons } = reportExperiment(experimentOf(arms), usual);
    expect(comparisons[0]?.shown).toBe('unsettled');
    expect(verdict).toContain('no difference is shown yet, which does not mean that there is none');
    expect(verdict).toMatch(
      /Not settled, and so possible: a difference in cost per 1,000 requests \(-0\.\d+ to \+0\.\d+ USD\)\./,
    );
  });

  it('counts requests by the clock of its intervals, and units in their variance', () => {
    const arms = [
      armOf('control', 400, { cost: costs(1, 1) }, (unit) => 1 + (unit % 4)),
      armOf('treatment', 200, { cost: costs(1, 2) }, (unit) => 1 + (unit % 4)),
    ];
    const { low = 0, high = 0 } = reportExperiment(experimentOf(arms), usual).comparisons[0] ?? {};
    const variance = arms.reduce((sum, { sums }) => sum + (estimateRatio(sums.cost)?.variance ?? 0), 0);
    expect((high - low) / 2).toBeCloseTo(sequenceRadius(variance, 600 * 2.5, { alpha: 0.01, tunedFor: 20_000 }), 12);
  });

  it('shares the chance of a miss among all intervals', () => {
    const arms = ['control', 'b', 'c'].map((arm) => armOf(arm, 200, { cost: costs(1, 5) }));
    const report = reportExperiment(experimentOf(arms), usual);
    expect(report.alpha_per_interval).toBeCloseTo(0.05 / 10, 12);
    expect(report.comparisons).toHaveLength(10);
  });

  it('gives a p-value below 0.05 exactly where an interval leaves 0 out', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const treatment = costs(1 + seed / 600, seed + 100);
      const arms = [armOf('control', 300, { cost: costs(1, seed) }), armOf('treatment', 300, { cost: treatment })];
      const { shown, p = 1 } = reportExperiment(experimentOf(arms), usual).comparisons[0] ?? {};
      expect(p < 0.05).toBe(shown !== 'unsettled');
    }
  });

  it('says that it is too early while an arm has fewer than 100 units, however many requests they make', () => {
    const arms = [
      armOf('control', 90, { cost: costs(1, 6) }, () => 1000),
      armOf('treatment', 5000, { cost: costs(9, 7) }, () => 2),
    ];
    const report = reportExperiment(experimentOf(arms, { entries: [] }), usual);
    expect(report.comparisons[0]).toMatchObject({ shown: 'too_few_units' });
    expect(report.comparisons[0]).not.toHaveProperty('low');
    expect(report.verdict).toMatch(/^It is too early/);
    expect(report.findings.map(({ code }) => code)).toEqual(['few-units']);
  });

  it('does not let one unit speak for an arm', () => {
    const heavy = (unit: number) => (unit === 0 ? 100_000 : 1);
    const arms = [
      armOf('control', 1000, { cost: costs(1, 8) }),
      armOf('treatment', 1000, { cost: costs(2, 9) }, heavy),
    ];
    expect(reportExperiment(experimentOf(arms), usual).comparisons[0]?.shown).toBe('too_few_units');
  });

  it('stays open about failures of which none was seen', () => {
    const arms = [armOf('control', 300, { failures: () => 0 }), armOf('treatment', 300, { failures: () => 0 })];
    const failures = reportExperiment(experimentOf(arms), usual).comparisons[2];
    expect(failures).toMatchObject({ metric: 'failures', difference: 0, shown: 'unsettled' });
    expect(failures?.high).toBeGreaterThan(0.003);
  });

  it('refuses a verdict when units are not spread as the shares say', () => {
    const arms = [armOf('control', 3000, { cost: costs(2, 1) }), armOf('treatment', 2600, { cost: costs(1, 2) })];
    const report = reportExperiment(experimentOf(arms), usual);
    expect(report.findings).toMatchObject([{ code: 'sample-ratio-mismatch', severity: 'error' }]);
    expect(report.verdict).toContain('something other than chance decides');
    expect(report.verdict).toContain('Do not decide by these figures.');
    expect(report.verdict).not.toContain('costs');
  });

  it('warns of a few units in two arms, and refuses a verdict when there are many', () => {
    const arms = [armOf('control', 500, { cost: costs(1, 1) }), armOf('treatment', 500, { cost: costs(1, 2) })];
    const few = reportExperiment(experimentOf(arms, { unitsInTwoArms: 5 }), usual);
    expect(few.findings).toMatchObject([{ code: 'units-in-two-arms', severity: 'warning' }]);
    const many = reportExperiment(experimentOf(arms, { unitsInTwoArms: 50 }), usual);
    expect(many.findings).toMatchObject([{ code: 'units-in-two-arms', severity: 'error' }]);
    expect(many.verdict).toContain('Do not decide');
  });

  it('tells requests without a key and with a given arm apart', () => {
    const arms = [armOf('control', 500, { cost: costs(1, 1) }), armOf('treatment', 500, { cost: costs(1, 2) })];
    const data = experimentOf(arms, { requestsWithoutKey: 1000, requestsWithoutUnit: 7 });
    expect(reportExperiment(data, usual).findings.map(({ message }) => message)).toEqual([
      '1,000 of 6,000 requests (16.7 %) asked for the experiment without its key, and were in no arm',
      '7 requests had their arm given by the caller, and are left out',
    ]);
  });

  it('has nothing to compare when there is one arm, or no control', () => {
    const one = reportExperiment(experimentOf([armOf('control', 500, { cost: costs(1, 1) })]), usual);
    expect(one.findings).toMatchObject([{ code: 'single-arm', message: 'units were seen in one arm only, control' }]);
    const none = reportExperiment(experimentOf([]), usual);
    expect(none.verdict).toContain('There are no two arms to compare.');
  });

  it('says that something is better in one way and worse in another', () => {
    const arms = [
      armOf('control', 3000, { cost: costs(2, 1), score: costs(0.5, 3) }),
      armOf('treatment', 3000, { cost: costs(1, 2), score: costs(0.3, 4) }),
    ];
    const { verdict } = reportExperiment(experimentOf(arms), usual);
    expect(verdict).toContain('costs less');
    expect(verdict).toContain('scores lower');
    expect(verdict).toContain('better in one way and worse in another: weigh them');
  });
});
