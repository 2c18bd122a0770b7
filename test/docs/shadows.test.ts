import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, type RouterOptions, type ShadowResult } from '../../src/index.js';
import { startSimulatedProvider } from '../../src/testing/index.js';
import { examplesOf, runExample } from './run-example.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/shadows.md'), 'utf8');
const [yaml = ''] = examplesOf(page, 'yaml');
const [example = ''] = examplesOf(page, 'ts');

describe('docs/shadows.md', () => {
  it('shows a policy and a judge that score the copies of a request', async () => {
    const server = await startSimulatedProvider();
    const text = yaml
      .replace(/^endpoints:.*$/m, `endpoints: { llm: { kind: openai, base_url: ${server.url} } }`)
      .replace('percent: 10', 'percent: 100')
      .replace('concurrency: 4', 'judge: same-meaning');
    const names = {
      createRouter: (options: RouterOptions) => createRouter({ ...options, policy: { text } }),
      scoreByYourModel: (primary: string, candidate: string) => (primary === candidate ? 1 : 0.4),
    };
    const { router } = (await runExample(example, names)) as {
      readonly router: Awaited<ReturnType<typeof createRouter>>;
    };
    onTestFinished(async () => {
      await router.close({ abort: true });
      await server.close();
    });
    const result = new Promise<ShadowResult>((resolve) => router.on('shadow', resolve));
    const body = { messages: [{ role: 'user' as const, content: 'Summarise this.' }] };
    await router.chat.completions.create(body, { attributes: { task: 'summarize', user: { id: 'u-1' } } });
    expect(await result).toMatchObject({
      ...{ shadow: 'summaries-by-candidate', status: 'answered', judge: { score: expect.any(Number) } },
    });
  });
});
