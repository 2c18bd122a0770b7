import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, type Router, type RoutingReport, routingOf } from '../src/index.js';
import { type SimulatedServer, startSimulatedProvider } from '../src/testing/index.js';

let server: SimulatedServer;
let router: Router;

const policy = (url: string) => `
policy: service
language: 1
endpoints: { llm: { kind: openai, base_url: ${url} } }
models: { fast: { id: fast, endpoint: llm }, spare: { id: spare, endpoint: llm } }
tiers: { quick: { model: fast, fallbacks: [spare], max_tokens: 200 } }
rules: []
default: quick
`;

const messages = [{ role: 'user' as const, content: 'Name a colour.' }];

beforeEach(async () => {
  server = await startSimulatedProvider();
  router = await createRouter({ policy: { text: policy(server.url) } });
  onTestFinished(async () => {
    await router.close({ abort: true });
    await server.close();
  });
});

/** Resolves once the server has a request. */
async function received(): Promise<void> {
  while (server.requests.length === 0) await new Promise(setImmediate);
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const outcomes = (routing?: RoutingReport) => routing?.attempts.map(({ slot, outcome }) => `${slot} ${outcome}`);

describe('close', () => {
  it('lets a request under way go on to its end', async () => {
    server.setScript('fast', [{ delay: '20ms' }]);
    const running = router.chat.completions.create({ messages });
    await received();
    await router.close();
    expect((await running).routing.served_by).toBe(0);
  });

  it('lets a stream under way go on to its end', async () => {
    const stream = await router.chat.completions.create({ messages, stream: true });
    await router.close();
    for await (const _ of stream);
    expect((await stream.routing).served_by).toBe(0);
  });
});

describe('close with abort', () => {
  it('ends a request under way with ROUTER_CLOSED, and tries nothing else', async () => {
    server.setScript('fast', ['timeout']);
    const running = failure(router.chat.completions.create({ messages }));
    await received();
    await router.close({ abort: true });
    const error = await running;
    expect(error).toMatchObject({ code: 'ROUTER_CLOSED' });
    expect(outcomes(routingOf(error))).toEqual(['fast cancelled']);
  });

  it('ends a stream that waits for its next chunk', async () => {
    server.setScript('fast', [{ stall_after: 1 }]);
    const stream = await router.chat.completions.create({ messages, stream: true });
    const reading = failure(
      (async () => {
        for await (const _ of stream);
      })(),
    );
    await router.close({ abort: true });
    expect(await reading).toMatchObject({ code: 'ROUTER_CLOSED' });
    expect(outcomes(await stream.routing)).toEqual(['fast cancelled']);
  });

  it('ends a stream that nobody reads', async () => {
    const stream = await router.chat.completions.create({ messages, stream: true });
    await router.close({ abort: true });
    expect(outcomes(await stream.routing)).toEqual(['fast cancelled']);
    expect(await failure(stream[Symbol.asyncIterator]().next())).toMatchObject({ code: 'ROUTER_CLOSED' });
  });

  it('ends what was closed without it before', async () => {
    server.setScript('fast', ['timeout']);
    const running = failure(router.chat.completions.create({ messages }));
    await received();
    await router.close();
    await router.close({ abort: true });
    expect(await running).toMatchObject({ code: 'ROUTER_CLOSED' });
  });

  it('ends a request that was not sent yet', async () => {
    const running = failure(router.chat.completions.create({ messages }));
    await router.close({ abort: true });
    expect(await running).toMatchObject({ code: 'ROUTER_CLOSED' });
  });
});
