import { Engine } from 'json-rules-engine';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRouter, type Router } from '../src/index.js';

const policy = `
policy: remembered
language: 1
endpoints: { llm: { kind: openai, base_url: "http://127.0.0.1:9/v1", api_key: { env: KEY } } }
models: { fast: { id: fast, endpoint: llm } }
tiers: { quick: { model: fast, max_tokens: 512 }, slow: { model: fast, max_tokens: 1024 } }
facts: { task: { from: attribute, path: task }, level: { from: attribute, path: level, type: number } }
rules:
  - { id: high, when: { level: { above: 5 } }, then: slow }
  - { id: code, when: { task: code }, then: slow }
default: quick
`;
/** Hits after which one is evaluated by the engine as well. */
const checkEvery = 10_000;

const routers: Router[] = [];
const open = async (options: { readonly memo?: boolean } = {}): Promise<Router> => {
  const router = await createRouter({ policy: { text: policy }, env: { KEY: 'k' }, ...options });
  routers.push(router);
  return router;
};
const asking = (task: string, level = 1) => ({
  messages: [{ role: 'user' as const, content: 'hello' }],
  attributes: { task, level },
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

describe('what a router remembers of its decisions', () => {
  it('is used for the next request of its kind, and explained as completely', async () => {
    const run = vi.spyOn(Engine.prototype, 'run');
    const router = await open();
    const first = await router.decide(asking('code', 2));
    const runs = run.mock.calls.length;
    const next = await router.decide(asking('code', 3));
    expect(run.mock.calls.length).toBe(runs);
    expect(next.passed_over).toEqual([
      {
        rule: 'high',
        at: expect.anything(),
        condition: 'level is above 5',
        condition_at: expect.anything(),
        fact: 'level',
        saw: 3,
      },
    ]);
    expect({ ...next, id: '', facts: {}, passed_over: [] }).toEqual({ ...first, id: '', facts: {}, passed_over: [] });
  });

  it('is nothing with memo: false', async () => {
    const run = vi.spyOn(Engine.prototype, 'run');
    const router = await open({ memo: false });
    await router.decide(asking('code'));
    const runs = run.mock.calls.length;
    await router.decide(asking('code'));
    expect(run.mock.calls.length).toBe(2 * runs);
  });

  it('is given up, with an event, when the engine finds something else', async () => {
    const router = await open();
    const differences: unknown[] = [];
    router.on('memo-difference', (difference) => differences.push(difference));
    expect(await router.decide(asking('code'))).toMatchObject({ rule: 'code' });
    vi.spyOn(Engine.prototype, 'run').mockResolvedValue({ events: [] } as never);
    const rules = new Set<string | null>();
    for (let asked = 1; asked < checkEvery; asked += 1) rules.add((await router.decide(asking('code'))).rule);
    expect([...rules]).toEqual(['code']);
    expect(differences).toEqual([]);
    expect(await router.decide(asking('code'))).toMatchObject({ rule: 'default' });
    expect(differences).toEqual([{ remembered: [1], evaluated: [] }]);
    expect(await router.decide(asking('code'))).toMatchObject({ rule: 'default' });
    vi.restoreAllMocks();
    expect(await router.decide(asking('code'))).toMatchObject({ rule: 'code' });
    expect(differences).toHaveLength(1);
  });
});
