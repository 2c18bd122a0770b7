import { request as httpRequest } from 'node:http';
import OpenAI, { APIConnectionError, APIError, RateLimitError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type SimulatedServer,
  type SimulatedServerOptions,
  startSimulatedProvider,
} from '../../../src/providers/simulated/simulated-server.js';

const servers: SimulatedServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: SimulatedServerOptions = {}): Promise<{ server: SimulatedServer; client: OpenAI }> {
  const server = await startSimulatedProvider(options);
  servers.push(server);
  return { server, client: new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0, logLevel: 'off' }) };
}

const messages = [{ role: 'user', content: 'Compare rivers with lakes' }] as const;
const ask = { model: 'm', messages: [...messages] };

async function collect(stream: AsyncIterable<ChatCompletionChunk>): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => error,
  );
}

const textOf = (chunks: readonly ChatCompletionChunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

describe('a simulated server', () => {
  it('answers a chat completion', async () => {
    const { client } = await start();
    const completion = await client.chat.completions.create(ask);
    expect(completion.choices[0]?.message.content).toContain('rivers');
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(completion.usage?.total_tokens).toBeGreaterThan(10);
  });

  it('streams the same answer', async () => {
    const { client } = await start();
    const whole = await client.chat.completions.create(ask);
    const chunks = await collect(await client.chat.completions.create({ ...ask, stream: true }));
    expect(textOf(chunks)).toBe(whole.choices[0]?.message.content);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.some((chunk) => chunk.usage)).toBe(false);
  });

  it('ends a stream with the usage when it is asked for', async () => {
    const { client } = await start();
    const whole = await client.chat.completions.create(ask);
    const chunks = await collect(
      await client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } }),
    );
    expect(chunks.at(-1)?.choices).toEqual([]);
    expect(chunks.at(-1)?.usage).toEqual(whole.usage);
  });

  it('reports a cost and comments its streams as OpenRouter does', async () => {
    const { client, server } = await start({ kind: 'openrouter', prices: { m: { prompt: 1, completion: 2 } } });
    const { usage } = await client.chat.completions.create({ ...ask, model: 'm:floor' });
    expect(usage).toHaveProperty('cost', ((usage?.prompt_tokens ?? 0) + 2 * (usage?.completion_tokens ?? 0)) / 1e6);
    const response = await fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...ask, stream: true }),
    });
    const text = await response.text();
    expect(text).toMatch(/^: OPENROUTER PROCESSING\n\n/);
    expect(text).toMatch(/"usage":.*\n\ndata: \[DONE\]\n\n$/);
  });

  it('plays one step of a script for each request, then answers', async () => {
    const { client } = await start({ scripts: { m: [{ fail: 'rate_limit', retry_after: 2 }, 'overloaded'] } });
    const first = await failureOf(client.chat.completions.create(ask));
    expect(first).toBeInstanceOf(RateLimitError);
    expect(first).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    expect((first as RateLimitError).headers.get('retry-after')).toBe('2');
    expect(await failureOf(client.chat.completions.create(ask))).toMatchObject({ status: 503 });
    await client.chat.completions.create(ask);
  });

  it('plays a script only for its own model', async () => {
    const { client } = await start({ scripts: { other: ['overloaded'] } });
    await client.chat.completions.create(ask);
    expect(await failureOf(client.chat.completions.create({ ...ask, model: 'other' }))).toMatchObject({ status: 503 });
  });

  it('takes a new script while it runs', async () => {
    const { client, server } = await start();
    server.setScript('m', [{ status: 529, times: 2 }]);
    expect(await failureOf(client.chat.completions.create(ask))).toMatchObject({ status: 529 });
    expect(await failureOf(client.chat.completions.create(ask))).toMatchObject({ status: 529 });
    await client.chat.completions.create(ask);
  });

  it('resets the connection before a head', async () => {
    const { client } = await start({ scripts: { m: ['reset'] } });
    expect(await failureOf(client.chat.completions.create(ask))).toBeInstanceOf(APIConnectionError);
  });

  it('cuts a stream cleanly after so many chunks, without a finish_reason', async () => {
    const { client } = await start({ scripts: { m: [{ cut_after: 3 }] } });
    const chunks = await collect(await client.chat.completions.create({ ...ask, stream: true }));
    expect(chunks.filter((chunk) => chunk.choices[0]?.delta.content)).toHaveLength(3);
    expect(chunks.every((chunk) => chunk.choices[0]?.finish_reason === null)).toBe(true);
  });

  it('breaks a stream off after so many chunks, all of which arrive', async () => {
    const { client } = await start({ scripts: { m: [{ reset_after: 3 }] } });
    const chunks: ChatCompletionChunk[] = [];
    const stream = await client.chat.completions.create({ ...ask, stream: true });
    const error = await failureOf(
      (async () => {
        for await (const chunk of stream) chunks.push(chunk);
      })(),
    );
    expect(error).toMatchObject({ message: 'terminated' });
    expect(chunks.filter((chunk) => chunk.choices[0]?.delta.content)).toHaveLength(3);
  });

  it('sends an error chunk inside a 200', async () => {
    const { client } = await start({ kind: 'openrouter', scripts: { m: [{ error_after: 2, message: 'gone' }] } });
    const stream = await client.chat.completions.create({ ...ask, stream: true });
    const error = await failureOf(collect(stream));
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ message: 'gone', status: undefined });
  });

  it('stalls after so many chunks until the client goes away, and notes that it did', async () => {
    const { client, server } = await start({ scripts: { m: [{ stall_after: 2 }] } });
    const stream = await client.chat.completions.create({ ...ask, stream: true });
    let content = 0;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) content += 1;
      if (content === 2) break;
    }
    await expect.poll(() => server.requests[0]).toMatchObject({ model: 'm', aborted: true, finished: false });
  });

  it('keeps a log of what it received', async () => {
    const { client, server } = await start();
    await client.chat.completions.create({ ...ask, temperature: 0.5 }, { headers: { 'X-Team': 'blue' } });
    expect(server.requests).toMatchObject([
      { model: 'm', body: { temperature: 0.5 }, headers: { 'x-team': 'blue' }, finished: true, aborted: false },
    ]);
  });

  it('waits on its runtime before it answers', async () => {
    const slept: number[] = [];
    const runtime = {
      now: () => 0,
      random: () => 0,
      newId: () => 'id',
      sleep: async (milliseconds: number) => void slept.push(milliseconds),
    };
    const { client } = await start({ runtime, scripts: { m: [{ delay: '1.5s', chunk_delay: '10ms', cut_after: 1 }] } });
    await collect(await client.chat.completions.create({ ...ask, stream: true }));
    expect(slept).toEqual([1500, 10, 10]);
  });

  it('says what is wrong with a request', async () => {
    const { server } = await start({ maxBodyBytes: 1000 });
    const post = (body: string): Promise<Response> => fetch(`${server.url}/chat/completions`, { method: 'POST', body });
    for (const [body, status, message] of [
      ['{', 400, /parse the JSON/],
      ['[]', 400, /JSON object/],
      ['{"messages":[{}]}', 400, /model/],
      ['{"model":"m","messages":[]}', 400, /messages/],
      ['{"model":"m","messages":[{}],"max_tokens":0}', 400, /max_tokens/],
      [`"${'x'.repeat(2000)}"`, 413, /1000 bytes/],
    ] as const) {
      const response = await post(body);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(message) } });
    }
  });

  it('lists its models, and knows no other address', async () => {
    const { client, server } = await start({ prices: { a: { prompt: 1, completion: 1 } }, scripts: { b: [] } });
    expect((await client.models.list()).data.map((model) => model.id)).toEqual(['a', 'b']);
    const response = await fetch(`${server.url}/embeddings`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(await response.json()).toHaveProperty('error.code', 'unknown_url');
  });

  it('refuses a script that it cannot play, with every problem', async () => {
    const error = await failureOf(startSimulatedProvider({ scripts: { m: ['overlaoded' as never, { status: 200 }] } }));
    expect(error).toMatchObject({ name: 'ScriptError', problems: [{ pointer: '/0' }, { pointer: '/1/status' }] });
  });

  it('closes while responses are open', async () => {
    const { server } = await start({ scripts: { m: ['timeout'] } });
    const closed = new Promise((resolve) => {
      const request = httpRequest(`${server.url}/chat/completions`, { method: 'POST' });
      request.once('error', resolve).end(JSON.stringify(ask));
    });
    await expect.poll(() => server.requests.length).toBe(1);
    await server.close();
    expect(await closed).toMatchObject({ code: 'ECONNRESET' });
    await expect.poll(() => server.requests[0]?.aborted).toBe(true);
  });
});
