import { describe, expect, it } from 'vitest';
import type { EvalReport } from '../../src/eval/eval-report.js';
import { type EvalOptions, runEval } from '../../src/eval/run-eval.js';
import { parseSweep } from '../../src/eval/sweep-spec.js';
import { compiledOf, type Known, knownRows, labelsOf, policyOf } from './known-labels.js';

const usual = { file: 'labels.jsonl', pair: { weak: 'fast', strong: 'deep' }, heldOut: 0.5, now: 0 };

async function report(rows: readonly Known[], options: Partial<EvalOptions> = {}): Promise<EvalReport> {
  const result = await runEval(await compiledOf(), labelsOf(rows), { ...usual, ...options });
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({ message }) => message).join('; '));
  return result.report;
}

describe('the evaluation of a policy on labels with a known answer', () => {
  it('gives random routing 0.5 within its noise, single models 0 and 1, and an oracle what it can reach', async () => {
    const { baselines } = await report(knownRows(200));
    expect(baselines?.weak.apgr).toBe(0);
    expect(baselines?.strong.apgr).toBe(1);
    expect(baselines?.random.low).toBeLessThan(0.5);
    expect(baselines?.random.high).toBeGreaterThan(0.5);
    expect(baselines?.random.apgr).toBeCloseTo(0.5, 1);
    // Three tenths up to three gaps, three tenths there, down to one gap over the rest.
    expect(baselines?.oracle.apgr).toBeCloseTo(0.3 * 1.5 + 0.3 * 3 + 0.4 * 2, 6);
  });

  it('gives a policy that knows where the strong model is better three times the gap for three tenths of the calls', async () => {
    const { as_written, curve, axis, gap } = await report(knownRows(50));
    expect(axis).toBe('strong_calls');
    expect(gap).toBeCloseTo(0.1, 12);
    expect(as_written.use).toBeCloseTo(0.3, 12);
    expect(as_written.pgr).toBeCloseTo(3, 9);
    expect(curve?.apgr).toBeCloseTo(0.3 * 1.5 + 0.7 * 2, 9);
    expect(curve?.cpt_50).toBeCloseTo(0.05, 9);
    expect(curve?.cpt_80).toBeCloseTo(0.08, 9);
  });

  it('tells per tier what either model would have made of the same rows', async () => {
    const { tiers, rows } = await report(knownRows(10));
    expect(rows).toEqual({ labels: 100, refused: 0, chosen_by: 0, judged_on: 100 });
    expect(tiers).toMatchObject([
      { tier: 'thorough', rows: 30, share: 0.3, quality: 1, weak_quality: 0, strong_quality: 1 },
      { tier: 'quick', rows: 70, quality: 1, weak_quality: 1 },
    ]);
    expect(tiers[1]?.strong_quality).toBeCloseTo(5 / 7, 12);
  });

  it('judges a threshold on rows that did not choose it', async () => {
    const sweep = parseSweep('words=4,10,30', policyOf());
    const { sweep: swept, rows } = await report(knownRows(60), { sweep });
    expect(rows.chosen_by + rows.judged_on).toBe(600);
    expect(rows.chosen_by).toBeGreaterThan(240);
    expect(rows.judged_on).toBeGreaterThan(240);
    expect(swept?.points.map(({ value }) => value)).toEqual([4, 10, 30]);
    expect(swept?.points[0]).toMatchObject({ use: 1, pgr: 1 });
    expect(swept?.points[2]).toMatchObject({ use: 0, pgr: 0 });
    expect(swept?.chosen).toMatchObject([
      { target: 0.5, value: 10 },
      { target: 0.8, value: 10 },
    ]);
    expect(swept?.chosen[0]?.judged).toEqual(swept?.points.find(({ value }) => value === 10));
    expect(swept?.chosen[0]?.judged?.pgr).not.toBe(swept?.chosen[0]?.pgr_when_chosen);
  });

  it('is not taken in by a threshold that is good by chance', async () => {
    // Nothing tells where the strong model is better, so a threshold can only seem to know.
    const rows = Array.from({ length: 400 }, (_, index): Known => {
      const strongIsBetter = (index * 7919) % 100 < 30;
      return { words: 1 + ((index * 104_729) % 97), quality: { fast: strongIsBetter ? 0 : 1, deep: 1 } };
    });
    const { curve, baselines } = await report(rows, { sweep: parseSweep('words=5..95:5', policyOf()) });
    expect(curve?.apgr_interval?.low).toBeLessThan(0.5);
    expect(curve?.apgr_interval?.high).toBeGreaterThan(0.5);
    expect(baselines?.random.apgr).toBeCloseTo(0.5, 1);
  });

  it('gives the same figures for the same labels in another order', async () => {
    const rows = knownRows(20).map((row, index) => ({ ...row, words: row.words + (index % 3) }));
    const sweep = parseSweep('words=4,10,30', policyOf());
    const labels = labelsOf(rows);
    const of = async (given: typeof labels) => runEval(await compiledOf(), given, { ...usual, sweep });
    const [one, other] = [await of(labels), await of([...labels].reverse())];
    const figures = (result: typeof one) =>
      'report' in result ? result.report.sweep?.points.map(({ use }) => use) : [];
    expect(figures(other)).toEqual(figures(one));
  });

  it('measures by cost where a third model is used and costs are known', async () => {
    const rows: Known[] = [
      ...knownRows(5).map((row) => ({ ...row, cost_usd: { fast: 1, middle: 2, deep: 11 } })),
      {
        words: 3,
        task: 'translate',
        quality: { fast: 0, middle: 1, deep: 1 },
        cost_usd: { fast: 1, middle: 2, deep: 11 },
      },
    ];
    const { axis, as_written } = await report(rows);
    expect(axis).toBe('cost');
    expect(as_written.use).toBeCloseTo((15 * 10 + 1) / 510, 12);
  });

  it('counts each call beyond the weak model in full where a third model is used and costs are not known', async () => {
    const rows: Known[] = [...knownRows(1), { words: 3, task: 'translate', quality: { fast: 0, middle: 1, deep: 1 } }];
    const { axis, as_written } = await report(rows);
    expect(axis).toBe('calls_beyond_weak');
    expect(as_written.use).toBeCloseTo(4 / 11, 12);
  });

  it('has no gap to recover when the strong model is not better', async () => {
    const rows = [
      { words: 20, quality: { fast: 1, deep: 0.5 } },
      { words: 3, quality: { fast: 1, deep: 1 } },
    ];
    const found = await report(rows);
    expect(found.gap).toBe(-0.25);
    expect(found).not.toHaveProperty('baselines');
    expect(found.as_written).not.toHaveProperty('pgr');
  });

  it('tells which facts labels do not give', async () => {
    const rows = [...knownRows(1), { words: 3, task: 'planned', quality: { fast: 1, deep: 1 } }];
    expect((await report(rows)).unknown_facts).toEqual([{ fact: 'plan', labels: 1 }]);
    expect((await report(knownRows(1))).unknown_facts).toEqual([]);
  });

  it('leaves out rows that the policy refuses, and says how many', async () => {
    const rows = [...knownRows(2), { words: 3, task: 'forbidden', quality: {} }].map((row) => ({
      ...row,
      quality: { fast: 0, deep: 1, ...row.quality },
    }));
    expect((await report(rows)).rows).toMatchObject({ labels: 21, refused: 1, judged_on: 20 });
  });

  it('finds labels that miss a model, with their lines', async () => {
    const rows: Known[] = [
      ...knownRows(1),
      { words: 30, quality: { fast: 1 } },
      { words: 3, task: 'translate', quality: { fast: 1, deep: 1 } },
      { words: 3, quality: { fast: 1, dep: 1 } },
    ];
    const result = await runEval(await compiledOf(), labelsOf(rows), usual);
    expect('diagnostics' in result && result.diagnostics).toMatchObject([
      {
        code: 'label-missing-model',
        message: 'lines 11, 13 have no quality for "deep"',
        place: { file: 'labels.jsonl', line: 11 },
      },
      { code: 'label-missing-model', message: 'line 12 has no quality for "middle"', place: { line: 12 } },
    ]);
  });
});
