import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, type Router, type RouterOptions } from '../../src/index.js';
import { experimentFindingCodes } from '../../src/report/experiment/experiment-findings.js';
import { criticalValue } from '../../src/report/statistics/confidence-sequence.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';
import { documentedMonth } from './documented-month.js';
import { examplesOf, runExample } from './run-example.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/experiments.md'), 'utf8');

describe('docs/experiments.md', () => {
  it('shows what the report prints', async () => {
    const cwd = temporaryFolder({ 'records/march.jsonl': documentedMonth() });
    const [, command = '', shown] = /^```console\n\$ policy (experiment report .*)\n([\s\S]*?)\n```$/m.exec(page) ?? [];
    const { out } = await policy(command.split(' '), { cwd });
    expect(out.trimEnd()).toBe(shown);
  });

  it('shows how a service hears of exposures', async () => {
    const [yaml = ''] = examplesOf(page, 'yaml');
    const [example = ''] = examplesOf(page, 'ts');
    const inserted: unknown[] = [];
    const heard: unknown[] = [];
    const { router } = (await runExample(example, {
      createRouter: (options: RouterOptions) =>
        createRouter({ ...options, policy: { text: yaml }, env: { OPENROUTER_API_KEY: 'none' } }),
      warehouse: { insert: (...row: readonly unknown[]) => inserted.push(row) },
      span: { addEvent: (_name: string, evaluation: unknown) => heard.push(evaluation) },
    })) as { readonly router: Router };
    onTestFinished(() => router.close());
    // docs/experiments.md, "Who is where": u-7 is in an arm.
    await router.decide({ messages: [{ role: 'user', content: 'Hello' }], attributes: { user: { id: 'u-7' } } });
    expect(inserted).toContainEqual(['deep_trial', 'control', 'u-7', 0.45]);
    expect(heard).toContainEqual(
      expect.objectContaining({ flagKey: 'deep_trial', variant: 'control', reason: 'SPLIT' }),
    );
  });

  it('lists every finding of the report', () => {
    for (const [code, meaning] of Object.entries(experimentFindingCodes)) {
      expect(page).toContain(`| \`${code}\` | ${meaning} |`);
    }
  });

  it('says truly what the tuning and the sharing of the error cost', () => {
    const at = (requests: number, alpha = 0.05) => criticalValue(requests, { alpha, tunedFor: 20_000 });
    const best = (requests: number) => criticalValue(requests, { alpha: 0.05, tunedFor: requests });
    expect(at(2000) / best(2000)).toBeLessThan(1.3);
    expect(at(200_000) / best(200_000)).toBeLessThan(1.3);
    expect(at(20_000, 0.005) / at(20_000)).toBeLessThan(1.26);
  });
});
