import OpenAI, { RateLimitError } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRouter, type Router } from '../../src/index.js';
import { type SimulatedServer, startSimulatedProvider } from '../../src/providers/simulated/simulated-server.js';
import { type PortkeyGateway, startPortkeyGateway } from '../support/portkey-gateway.js';

let gateway: PortkeyGateway;
let upstream: SimulatedServer;
let direct: OpenAI;
let throughGateway: OpenAI;

beforeAll(async () => {
  [gateway, upstream] = await Promise.all([startPortkeyGateway(), startSimulatedProvider()]);
  const options = { apiKey: 'sk-test', maxRetries: 0 };
  direct = new OpenAI({ ...options, baseURL: upstream.url });
  throughGateway = new OpenAI({
    ...options,
    baseURL: gateway.url,
    defaultHeaders: gateway.headersFor(upstream.url),
  });
});

afterEach(() => upstream.setScript('m', []));

afterAll(() => Promise.all([gateway?.close(), upstream?.close()]));

const ask: OpenAI.ChatCompletionCreateParamsNonStreaming = {
  model: 'm',
  messages: [{ role: 'user', content: 'Please look up the weather in Graz' }],
};

async function textOf(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<[string, string | null | undefined]> {
  let text = '';
  let finish: string | null | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
  }
  return [text, finish];
}

describe('the simulated provider behind the Portkey gateway', () => {
  it('gives the gateway a completion that it passes on', async () => {
    const [expected, { choices, usage }] = [
      await direct.chat.completions.create(ask),
      await throughGateway.chat.completions.create(ask),
    ];
    expect(choices).toEqual(expected.choices);
    expect(usage).toEqual(expected.usage);
    expect(upstream.requests.at(-1)?.headers.authorization).toBe('Bearer sk-test');
  });

  it('gives the gateway a stream that it passes on', async () => {
    const expected = await direct.chat.completions.create(ask);
    const stream = await throughGateway.chat.completions.create({ ...ask, stream: true });
    expect(await textOf(stream)).toEqual([expected.choices[0]?.message.content, 'stop']);
  });

  it('gives the gateway a tool call that it passes on', async () => {
    const tools: OpenAI.ChatCompletionTool[] = [
      {
        type: 'function',
        function: { name: 'weather', parameters: { type: 'object', properties: { city: { enum: ['Graz'] } } } },
      },
    ];
    const { choices } = await throughGateway.chat.completions.create({ ...ask, tools });
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { name: 'weather', arguments: '{"city":"Graz"}' },
    });
  });

  it('gives the gateway an error whose class and status arrive', async () => {
    upstream.setScript('m', ['rate_limit']);
    const error = await throughGateway.chat.completions.create(ask).then(
      () => expect.unreachable('it succeeded'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ code: 'rate_limit_exceeded' });
  });
});

describe('a router whose endpoint is the Portkey gateway', () => {
  const policy = (url: string, headers: Record<string, string>) => `
policy: p
language: 1
endpoints: { gateway: { kind: openai, base_url: ${url}, api_key: { env: KEY }, headers: ${JSON.stringify(headers)} } }
models: { m: { id: m, endpoint: gateway, price: { prompt: 1, completion: 2 } }, spare: { id: spare, endpoint: gateway } }
tiers: { quick: { model: m, fallbacks: [spare], max_tokens: 300 } }
rules: []
default: quick
`;
  let router: Router;

  beforeAll(async () => {
    const text = policy(gateway.url, gateway.headersFor(upstream.url));
    router = await createRouter({ policy: { text }, env: { KEY: 'sk-test' } });
  });
  afterAll(() => router?.close());

  const { messages } = ask;

  it('gets the answer, its usage and its cost', async () => {
    const expected = await direct.chat.completions.create({ ...ask, max_tokens: 300 });
    const { choices, usage, routing } = await router.chat.completions.create({ messages });
    expect(choices).toEqual(expected.choices);
    expect(usage).toEqual(expected.usage);
    expect(routing).toMatchObject({
      served_by: 0,
      attempts: [{ slot: 'm', outcome: 'ok' }],
      cost: { source: 'computed' },
    });
  });

  it('gets the stream', async () => {
    const expected = await direct.chat.completions.create({ ...ask, max_tokens: 300 });
    const stream = await router.chat.completions.create({ messages, stream: true });
    expect(await textOf(stream)).toEqual([expected.choices[0]?.message.content, 'stop']);
    expect(await stream.routing).toMatchObject({ attempts: [{ outcome: 'ok', finish_reason: 'stop' }] });
  });

  it('falls over when the gateway hands on a failure, streaming and not', async () => {
    for (const stream of [false, true]) {
      upstream.setScript('m', [{ status: 503 }, { status: 503 }]);
      const answer = await router.chat.completions.create({ messages, stream });
      if ('controller' in answer) for await (const _ of answer);
      const { attempts } = await answer.routing;
      expect(attempts.map(({ slot, outcome }) => [slot, outcome])).toEqual([
        ['m', 'overloaded'],
        ['m', 'overloaded'],
        ['spare', 'ok'],
      ]);
    }
  });

  it('tells a stream that was cut behind the gateway from one that ended', async () => {
    upstream.setScript('m', [{ cut_after: 2 }]);
    const stream = await router.chat.completions.create({ messages, stream: true });
    await expect(textOf(stream)).rejects.toMatchObject({ code: 'STREAM_INTERRUPTED' });
  });
});
