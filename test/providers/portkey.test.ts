import OpenAI, { RateLimitError } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
