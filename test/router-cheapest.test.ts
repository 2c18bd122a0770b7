import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryStore, createRouter, type routingOf } from '../src/index.js';
import { type Scripts, startSimulatedProvider } from '../src/testing/index.js';

const now = Date.UTC(2026, 2, 2, 9, 30);

const policy = (url: string, more = '') => `
policy: service
language: 1
endpoints: { llm: { kind: openai, base_url: ${url} } }
models:
  reader: { id: acme/reader, endpoint: llm, price: { prompt: 0.1, completion: 4 } }
  writer: { id: other/writer, endpoint: llm, price: { prompt: 1, completion: 1 } }
  deep: { id: third/deep, endpoint: llm, price: { prompt: 15, completion: 75 } }
tiers:
  cheap: { cheapest: { among: [reader, writer, deep] }, max_tokens: 100, retry: { attempts: 1 } }
  best: { model: deep, max_tokens: 100, escalate: { when: [empty], to: cheap } }
facts: { task: { from: attribute, path: task, default: none } }
rules: [{ id: best, when: { task: best }, then: best }]
default: cheap
${more}`;

async function start(more = '', scripts: Scripts = {}) {
  const server = await startSimulatedProvider({ scripts });
  const runtime = { now: () => now };
  const store = createMemoryStore(runtime);
  const router = await createRouter({ policy: { text: policy(server.url, more) }, store, runtime });
  onTestFinished(async () => {
    await router.close({ abort: true });
    await server.close();
  });
  const ask = (content: string, attributes = {}) =>
    router.chat.completions.create({ messages: [{ role: 'user', content }] }, { attributes });
  return { router, store, ask };
}

const served = ({ attempts, served_by }: NonNullable<ReturnType<typeof routingOf>>) =>
  served_by === null ? null : attempts[served_by]?.slot;

describe('a router of a policy that chooses by price', () => {
  it('asks the model that is cheapest for each request, as it decides and explains', async () => {
    const { router, ask } = await start();
    for (const [content, slot] of [
      ['hello', 'writer'],
      ['x'.repeat(4000), 'reader'],
      ['hello again', 'writer'],
    ] as const) {
      const { routing } = await ask(content);
      expect(served(routing)).toBe(slot);
      const decision = await router.decide({ messages: [{ role: 'user', content }] });
      expect(decision.targets).toEqual(routing.decision.targets);
      expect(decision.cheapest).toEqual(routing.decision.cheapest);
      expect(decision.cheapest?.[0]?.candidates[0]).toMatchObject({ slot, verdict: 'chosen' });
    }
  });

  it('goes on to the next cheapest when the cheapest fails', async () => {
    const { ask } = await start('', { 'other/writer': ['overloaded'] });
    const { routing } = await ask('hello');
    expect(routing.attempts.map(({ slot, outcome }) => [slot, outcome])).toEqual([
      ['writer', 'overloaded'],
      ['reader', 'ok'],
    ]);
  });

  it('escalates to the cheapest of a tier', async () => {
    const { ask } = await start('', { 'third/deep': [{ answer: '' }] });
    const { routing } = await ask('hello', { task: 'best' });
    expect(served(routing)).toBe('writer');
    expect(routing.decision.escalations?.[0]).toMatchObject({
      tier: 'cheap',
      chain: ['other/writer', 'acme/reader', 'third/deep'],
    });
  });

  it('reserves the worst case of the model that was chosen, and degrades to the cheapest', async () => {
    const budget = 'budgets: { day: { limit_usd: 0.004, per: day, timezone: UTC, on_exceeded: { tier: cheap } } }\n';
    const { store, ask } = await start(budget);
    // The worst case of deep, 100 tokens of answer for 75 USD a million, is above the limit.
    const { routing } = await ask('hello', { task: 'best' });
    expect(routing.degraded).toMatchObject({ tier: 'cheap' });
    expect(served(routing)).toBe('writer');
    const [account] = await store.budgets.list();
    expect(account).toMatchObject({ spent: Math.round(routing.cost!.usd * 1e9), held: 0 });
  });

  it('settles prices by its generation: another price makes another version and another winner', async () => {
    const server = await startSimulatedProvider();
    const text = policy(server.url);
    const dearer = text.replace('price: { prompt: 1, completion: 1 }', 'price: { prompt: 9, completion: 9 }');
    const [before, after] = await Promise.all([text, dearer].map((each) => createRouter({ policy: { text: each } })));
    onTestFinished(async () => {
      await Promise.all([before!.close(), after!.close(), server.close()]);
    });
    const request = { messages: [{ role: 'user' as const, content: 'hello' }] };
    const [first, second] = [await before!.decide(request), await after!.decide(request)];
    expect([first.chain[0], second.chain[0]]).toEqual(['other/writer', 'acme/reader']);
    expect(first.version).not.toBe(second.version);
  });
});
