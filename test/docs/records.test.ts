import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, type Router, type RouterOptions, type SignalboxRecord } from '../../src/index.js';
import { startSimulatedProvider } from '../../src/testing/index.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { examplesOf, runExample } from './run-example.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/records.md'), 'utf8');
const [short, long, sink, lost, feedback] = examplesOf(page, 'ts') as readonly [string, string, string, string, string];

/** What the page calls `createRouter`: with a policy that reaches a provider, and files in a folder that goes again. */
async function standIn() {
  const server = await startSimulatedProvider();
  const cwd = temporaryFolder({});
  const [yaml = ''] = examplesOf(page, 'yaml');
  const policy = {
    text: yaml.replace(/^endpoints:.*$/m, `endpoints: { llm: { kind: openai, base_url: ${server.url} } }`),
  };
  const routers: Router[] = [];
  onTestFinished(async () => {
    await Promise.all(routers.map((router) => router.close({ abort: true })));
    await server.close();
  });
  const create = async ({ records, ...options }: RouterOptions) => {
    const moved =
      typeof records === 'string'
        ? join(cwd, records)
        : records !== undefined && 'file' in records
          ? { ...records, file: join(cwd, records.file) }
          : records;
    const router = await createRouter({ ...options, policy, ...(moved !== undefined && { records: moved }) });
    routers.push(router);
    return router;
  };
  const recorded = () =>
    readFileSync(join(cwd, 'records/signalbox.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as SignalboxRecord);
  return { create, recorded };
}

const body = { messages: [{ role: 'user' as const, content: 'Hello' }] };
const attributes = { task: 'draft', team: 'search', customer: { name: 'Northwind' } };

describe('docs/records.md', () => {
  it.each([
    ['a path', short],
    ['an object', long],
  ])('has records written to the file of %s', async (_what, example) => {
    const { create, recorded } = await standIn();
    const { router } = (await runExample(example, { createRouter: create })) as { readonly router: Router };
    await router.chat.completions.create(body, { attributes });
    await router.close();
    expect(recorded()).toMatchObject([
      {
        ...{ kind: 'request', rule: 'a-customer-of-ours', attributes: { team: 'search' } },
        ...{ facts: { task: 'draft' }, erased: ['customer'] },
      },
    ]);
  });

  it('shows a sink that gets records', async () => {
    const sent: string[] = [];
    let disconnected = 0;
    const producer = {
      send: async (lines: readonly string[]) => void sent.push(...lines),
      disconnect: async () => {
        disconnected += 1;
      },
    };
    const { create } = await standIn();
    const { router } = (await runExample(sink, { createRouter: create, producer })) as { readonly router: Router };
    await router.chat.completions.create(body);
    await router.close();
    expect(sent.map((line) => (JSON.parse(line) as SignalboxRecord).kind)).toEqual(['request']);
    expect(disconnected).toBe(1);
  });

  it('shows how to be told what was lost', async () => {
    const { create } = await standIn();
    const router = await create({ policy: '', records: { write: () => Promise.reject(new Error('disk full')) } });
    const told: unknown[] = [];
    const metrics = { increment: (...args: readonly unknown[]) => told.push(args) };
    await runExample(lost, { router, metrics });
    await router.chat.completions.create(body);
    await router.close();
    expect(told).toEqual([['records_lost', 1, { because: 'sink-failed' }]]);
  });

  it('shows feedback that is recorded under the id of its request', async () => {
    const { create, recorded } = await standIn();
    const router = await create({ policy: '', records: 'records/signalbox.jsonl' });
    await runExample(feedback, { router, body });
    await router.close();
    const [request, given] = recorded();
    expect(given).toMatchObject({ kind: 'feedback', id: request?.id, score: 1, label: 'thumbs-up' });
  });

  it('says how much waits, how much a sink gets at once, and how long a closing router is patient', () => {
    const source = readFileSync(join(import.meta.dirname, '../../src/records/recorder.ts'), 'utf8');
    const [, capacity] = /defaultCapacity = ([\d_]+)/.exec(source) ?? [];
    const [, batch] = /batchSize = (\d+)/.exec(source) ?? [];
    const [, patience] = /patienceMs = ([\d_]+)/.exec(source) ?? [];
    expect(page).toContain(`At most ${Number(capacity?.replace('_', '')).toLocaleString('en')} records wait`);
    expect(page).toContain(`up to ${batch} records at a time`);
    expect(page).toContain(`within ${Number(patience?.replace('_', '')) / 1000} seconds`);
  });
});
