import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRouter } from '../src/index.js';
import type { ExperimentReport } from '../src/report/experiment/experiment-report.js';
import { startSimulatedProvider } from '../src/testing/index.js';
import { temporaryFolder } from './cli/temporary-folder.js';
import { policy } from './cli/test-io.js';

const text = (url: string) => `
policy: service
language: 1
endpoints: { llm: { kind: openai, base_url: ${url} } }
models:
  dear: { id: acme/dear, endpoint: llm, price: { prompt: 100, completion: 200 } }
  cheap: { id: acme/cheap, endpoint: llm, price: { prompt: 10, completion: 20 } }
tiers:
  usual: { model: dear, max_tokens: 200 }
  trial: { model: cheap, max_tokens: 200 }
facts:
  trial: { from: bucket, key: user.id, seed: s1, arms: [{ name: control, percent: 50 }, { name: treatment, percent: 50 }] }
rules:
  - { id: tried, when: { trial: treatment }, then: trial }
default: usual
`;

it('reports an experiment from the records that a router wrote', async () => {
  const folder = temporaryFolder();
  const server = await startSimulatedProvider();
  onTestFinished(() => server.close());
  const router = await createRouter({
    policy: { text: text(server.url) },
    records: join(folder, 'records.jsonl'),
  });
  const ask = async (id: string | undefined, score: number) => {
    const attributes = id === undefined ? {} : { user: { id } };
    const messages = [{ role: 'user' as const, content: 'Say hello.' }];
    const { routing } = await router.chat.completions.create({ messages }, { attributes });
    router.feedback(routing.decision.id, { score });
  };
  for (let start = 0; start < 300; start += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => ask(`u-${start + index}`, index % 2)));
  }
  await ask('u-7', 1);
  await ask(undefined, 0);
  await router.close();

  const argv = ['experiment', 'report', '--experiment', 'trial', '--json', 'records.jsonl'];
  const { code, out, err } = await policy(argv, { cwd: folder });
  expect([code, err]).toEqual([0, '']);
  const report = JSON.parse(out) as ExperimentReport;
  const [control, treatment] = report.arms;
  expect((control?.units ?? 0) + (treatment?.units ?? 0)).toBe(300);
  expect((control?.requests ?? 0) + (treatment?.requests ?? 0)).toBe(301);
  expect((control?.counts.score ?? 0) + (treatment?.counts.score ?? 0)).toBe(301);
  expect(report.requests_without_key).toBe(1);
  expect(report.sample_ratio?.mismatch).toBe(false);
  const [cost, , failures, , score] = report.comparisons;
  expect(cost).toMatchObject({ metric: 'cost', shown: 'lower' });
  expect(cost?.relative).toBeCloseTo(-0.9, 2);
  expect(failures).toMatchObject({ difference: 0, shown: 'unsettled' });
  expect(score).toMatchObject({ shown: 'unsettled' });
});
