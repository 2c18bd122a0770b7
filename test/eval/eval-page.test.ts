import { describe, expect, it } from 'vitest';
import { evalPage } from '../../src/eval/eval-page.js';
import { runEval } from '../../src/eval/run-eval.js';
import { parseSweep } from '../../src/eval/sweep-spec.js';
import { compiledOf, type Known, knownRows, labelsOf, policyOf } from './known-labels.js';

async function page(rows: readonly Known[], sweep?: string): Promise<string> {
  const result = await runEval(await compiledOf(), labelsOf(rows), {
    file: 'labels.jsonl',
    pair: { weak: 'fast', strong: 'deep' },
    heldOut: 0.5,
    now: 0,
    ...(sweep !== undefined && { sweep: parseSweep(sweep, policyOf()) }),
  });
  if ('diagnostics' in result) throw new Error('labels are incomplete');
  return evalPage(result.report);
}

describe('the page of an evaluation', () => {
  it('draws the curve, with the baselines and the thresholds on it', async () => {
    const html = await page(knownRows(20), 'words=4,10,30');
    expect(html.match(/<svg/g)).toHaveLength(1);
    for (const text of ['oracle', 'at random', 'this policy', 'as written', 'requests to deep, %']) {
      expect(html).toContain(`>${text}</text>`);
    }
    expect(html).toMatch(/<td>10 as written<\/td>/);
    expect(html).not.toMatch(/<script|src=/);
  });

  it('says in place of the curve that there is no gap', async () => {
    const html = await page([{ words: 3, quality: { fast: 1, deep: 0 } }]);
    expect(html).not.toContain('<svg');
    expect(html).toContain('deep is not better than fast on these labels');
  });
});
