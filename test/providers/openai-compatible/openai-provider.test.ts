import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import OpenAI, { APIError, AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { describe, expect, it } from 'vitest';
import { classifyFailure } from '../../../src/execute/classify-failure.js';
import type { FailureClass } from '../../../src/execute/failure-class.js';
import { ProviderError, type ProviderFailure } from '../../../src/execute/provider.js';
import type { Endpoint } from '../../../src/policy/endpoint.js';
import { EndpointConfigurationError } from '../../../src/providers/openai-compatible/endpoint-settings.js';
import { createOpenAiProvider } from '../../../src/providers/openai-compatible/openai-provider.js';
import { inhouse, rejectionOf } from '../../support/execution.js';
import { closedPort, events, json, serve, text } from '../../support/loopback-server.js';

const completion = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop', logprobs: null }],
};

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});

const callOf = (baseUrl: string, more: Partial<Endpoint> = {}) => ({
  endpoint: { ...inhouse, baseUrl, ...more },
  body: { model: 'm', messages: [], never_heard_of: { a: 1 } },
  signal: new AbortController().signal,
  headers: {},
});

const provider = createOpenAiProvider({
  env: { KEY: 'secret', EMPTY: ' ', ORG: 'acme', BROKEN: 'secret\nsecret', ELLIPSIS: 'secret…' },
});

async function failureOf(
  answer: (response: ServerResponse) => void,
): Promise<{ failure: ProviderFailure; error: ProviderError }> {
  const { url } = await serve(answer);
  const error = await rejectionOf(provider.complete(callOf(url)));
  if (!(error instanceof ProviderError)) throw error;
  return { failure: error.failure, error };
}

async function read(answer: (response: ServerResponse) => void): Promise<{ chunks: unknown[]; error?: unknown }> {
  const { url } = await serve(answer);
  const call = callOf(url);
  const chunks: unknown[] = [];
  try {
    const { value } = await provider.stream(call);
    for await (const part of value) chunks.push(part);
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

async function turns(count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) await turn();
}

const classOf = (error: unknown): FailureClass => classifyFailure((error as ProviderError).failure, 'openai', 0).class;

describe('a request', () => {
  it('sends the body as it is, and gives the completion as it came', async () => {
    const { url, requests } = await serve(json(200, { ...completion, extra: [1] }, { 'x-request-id': 'req-9' }));
    const { value, requestId } = await provider.complete(callOf(url));
    expect(value).toEqual({ ...completion, extra: [1] });
    expect(requestId).toBe('req-9');
    expect(requests[0]?.body).toEqual({ model: 'm', messages: [], never_heard_of: { a: 1 } });
  });

  it('carries the key and the headers that the endpoint refers to', async () => {
    const { url, requests } = await serve(json(200, completion));
    const headers = { 'X-Org': { env: 'ORG' }, 'X-Fixed': 'yes' };
    await provider.complete(callOf(url, { apiKey: { env: 'KEY' }, headers }));
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'x-org': 'acme', 'x-fixed': 'yes' });
    expect(requests[0]?.headers['user-agent']).toMatch(/^OpenAI\/JS/);
  });

  it('carries no key when the endpoint has none', async () => {
    const { url, requests } = await serve(json(200, completion));
    await provider.complete(callOf(url));
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it("carries the caller's headers, except those that belong to an endpoint", async () => {
    const { url, requests } = await serve(json(200, completion));
    const call = callOf(url, { apiKey: { env: 'KEY' } });
    await provider.complete({ ...call, headers: { 'X-Title': 'demo', Authorization: 'Bearer mine', Cookie: 'a=b' } });
    expect(requests[0]?.headers).toMatchObject({ 'x-title': 'demo', authorization: 'Bearer secret' });
    expect(requests[0]?.headers).not.toHaveProperty('cookie');
  });

  it('is what the SDK would send, with and without headers of the caller, streamed or not', async () => {
    const { url, requests } = await serve(json(200, completion));
    const call = callOf(url, { apiKey: { env: 'KEY' } });
    const client = new OpenAI({ baseURL: url, apiKey: 'secret', maxRetries: 0, organization: null, project: null });
    for (const headers of [{}, { 'x-title': 'demo', 'User-Agent': 'mine', 'content-type': 'application/json; v=1' }]) {
      for (const stream of [false, true]) {
        const body = stream ? { ...call.body, stream } : call.body;
        await client.post('/chat/completions', { body, headers });
        await (stream
          ? rejectionOf(provider.stream({ ...call, body, headers }))
          : provider.complete({ ...call, headers }));
        const [bySdk, byProvider] = requests.slice(-2);
        expect(byProvider).toEqual(bySdk);
      }
    }
  });

  it('is made once: the SDK does not retry', async () => {
    const server = await serve(json(503, { error: { message: 'busy' } }));
    await rejectionOf(provider.complete(callOf(server.url)));
    expect(server.requests).toHaveLength(1);
  });

  it("rejects with the signal's reason when it aborts, before and during", async () => {
    const { url } = await serve(() => {});
    const reason = new Error('enough');
    expect(await rejectionOf(provider.complete({ ...callOf(url), signal: AbortSignal.abort(reason) }))).toBe(reason);
    const controller = new AbortController();
    const running = provider.complete({ ...callOf(url), signal: controller.signal });
    controller.abort(reason);
    expect(await rejectionOf(running)).toBe(reason);
  });
});

describe('an endpoint', () => {
  it.each<[string, Partial<Endpoint>, string]>([
    ['a key that is not set', { apiKey: { env: 'MISSING' } }, 'MISSING, which is not set'],
    ['a key that is empty', { apiKey: { env: 'EMPTY' } }, 'EMPTY, which is empty'],
    ['a key with a line break', { apiKey: { env: 'BROKEN' } }, 'BROKEN, which holds a character that cannot be sent'],
    [
      'a key with an ellipsis',
      { apiKey: { env: 'ELLIPSIS' } },
      'ELLIPSIS, which holds a character that cannot be sent',
    ],
    ['a header that is not set', { headers: { 'X-A': { env: 'GONE' } } }, 'GONE, which is not set'],
    ['a URL that is none', { baseUrl: { env: 'KEY' } }, 'KEY, which does not hold an http or https URL'],
  ])('with %s is named with its variable, and nothing is given away', (_, more, message) => {
    const endpoint = { ...inhouse, ...more };
    expect(() => provider.prepare([endpoint])).toThrow(EndpointConfigurationError);
    expect(() => provider.prepare([endpoint])).toThrow(
      `Endpoint inhouse (test.yaml:1) needs the environment variable ${message}`,
    );
    expect(() => provider.prepare([endpoint])).not.toThrow('secret');
  });

  it('that is complete is prepared without a request', () => {
    expect(() => provider.prepare([{ ...inhouse, apiKey: { env: 'KEY' } }])).not.toThrow();
  });
});

describe('an error answer', () => {
  it('that echoes the key does not give it away', async () => {
    const key = 'sk-0123456789abcdef';
    const own = createOpenAiProvider({ env: { KEY: key } });
    const { url } = await serve(json(401, { error: { message: `Incorrect API key provided: ${key}` } }));
    const call = callOf(url);
    const error = await rejectionOf(own.complete({ ...call, endpoint: { ...call.endpoint, apiKey: { env: 'KEY' } } }));
    expect((error as ProviderError).failure.message).toBe('Incorrect API key provided: •••');
  });

  it("keeps OpenAI's code, type, status and headers, and the SDK's error as cause", async () => {
    const body = { error: { message: 'Incorrect API key', type: 'invalid_request_error', code: 'invalid_api_key' } };
    const { failure, error } = await failureOf(json(401, body, { 'retry-after': '3' }));
    expect(failure).toMatchObject({
      stage: 'response',
      status: 401,
      code: 'invalid_api_key',
      type: 'invalid_request_error',
      message: 'Incorrect API key',
      headers: { 'retry-after': '3' },
    });
    expect(error.cause).toBeInstanceOf(AuthenticationError);
  });

  it("keeps OpenRouter's error_type", async () => {
    const body = {
      error: { code: 400, message: 'Provider returned error', metadata: { error_type: 'context_length_exceeded' } },
    };
    expect((await failureOf(json(400, body))).failure).toMatchObject({ code: '400', type: 'context_length_exceeded' });
  });

  it.each<[string, unknown, string]>([
    ["Gemini's list", [{ error: { code: 400, message: 'API key not valid.' } }], 'API key not valid.'],
    ["FastAPI's detail", { detail: 'Not Found' }, 'Not Found'],
    [
      "FastAPI's list of details",
      { detail: [{ loc: ['body'], msg: 'Field required' }] },
      '[{"loc":["body"],"msg":"Field required"}]',
    ],
    ["Ollama's string", { error: "model 'x' not found" }, "model 'x' not found"],
    ["old vLLM's bare error", { object: 'error', message: 'too long', type: 'BadRequestError', code: 400 }, 'too long'],
    ["a gateway's statusCode", { statusCode: 400, message: 'Access denied' }, 'Access denied'],
  ])('keeps the message of %s', async (_, body, message) => {
    const { failure, error } = await failureOf(json(400, body));
    expect(failure.message).toBe(message);
    expect(error.cause).toBeInstanceOf(BadRequestError);
  });

  it('that is a page keeps its first line only, shortened', async () => {
    const { failure, error } = await failureOf(text(404, `${'<html>'.repeat(100)}\nyour prompt was: …`));
    expect(failure.message).toHaveLength(200);
    expect(failure.message).not.toContain('prompt');
    expect(error.cause).toBeInstanceOf(NotFoundError);
  });

  it('that is enormous is cut', async () => {
    const { failure } = await failureOf(text(500, 'x'.repeat(5_000_000)));
    expect(failure).toMatchObject({ status: 500 });
    expect(failure.message.length).toBeLessThanOrEqual(200);
  });

  it('inside a 200 is an error', async () => {
    const { failure, error } = await failureOf(json(200, { error: { code: 429, message: 'slow down' } }));
    expect(failure).toMatchObject({ stage: 'response', status: 200, code: '429', message: 'slow down' });
    expect(error.cause).toBeInstanceOf(APIError);
    expect(classOf(error)).toBe('rate_limit');
  });
});

describe('a 200 that is no completion', () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['a page', text(200, '<html></html>', { 'content-type': 'text/html' }), 'the answer is text/html, not JSON'],
    ['broken JSON', text(200, '{"choices": [', { 'content-type': 'application/json' }), 'the answer is not valid JSON'],
    ['no body', text(200, '', { 'content-type': 'application/json' }), 'the answer is not valid JSON'],
    ['null', json(200, null), 'the answer is application/json, not JSON'],
    [
      'invalid UTF-8',
      text(200, Buffer.from([0x22, 0xff, 0xfe, 0x22]), { 'content-type': 'application/json' }),
      'the answer is not valid UTF-8',
    ],
  ])('because it is %s is truncated', async (_, answer, message) => {
    const { failure, error } = await failureOf(answer);
    expect(failure.message).toBe(message);
    expect(classOf(error)).toBe('truncated');
  });
});

describe('a connection', () => {
  it('that is refused is network', async () => {
    const error = await rejectionOf(provider.complete(callOf(await closedPort())));
    expect((error as ProviderError).failure).toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' });
    expect(classOf(error)).toBe('network');
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['before a response', (response) => response.socket?.resetAndDestroy()],
    [
      'in the middle of a body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"choices":');
        setImmediate(() => response.socket?.resetAndDestroy());
      },
    ],
    ['by endless headers', (response) => response.writeHead(200, { 'x-endless': 'y'.repeat(100_000) }).end()],
  ])('that breaks %s is network', async (_, answer) => {
    const { error } = await failureOf(answer);
    expect(classOf(error)).toBe('network');
  });

  it('to a host that does not exist is network', async () => {
    const unknown: typeof fetch = () => {
      const cause = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.invalid'), { code: 'ENOTFOUND' });
      return Promise.reject(new TypeError('fetch failed', { cause }));
    };
    const { complete } = createOpenAiProvider({ env: {}, fetch: unknown });
    const error = await rejectionOf(complete(callOf('http://nowhere.invalid/v1')));
    expect((error as ProviderError).failure).toMatchObject({
      code: 'ENOTFOUND',
      message: 'getaddrinfo ENOTFOUND nowhere.invalid',
    });
    expect(classOf(error)).toBe('network');
  });
});

describe('a stream', () => {
  const hi = chunk({ content: 'hi' });
  const there = chunk({ content: 'there' });

  it('gives the chunks as they came', async () => {
    const parts = [': OPENROUTER PROCESSING\n\n', hi, chunk({}, 'stop')];
    expect(await read(events(parts))).toEqual({ chunks: [hi, chunk({}, 'stop')] });
  });

  it('may split a character between two packets', async () => {
    const bytes = Buffer.from(`data: ${JSON.stringify(chunk({ content: 'naïve 🚀' }))}\n\n`);
    const at = bytes.indexOf(0xf0) + 2;
    const { chunks } = await read((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(bytes.subarray(0, at));
      setImmediate(() => response.end(bytes.subarray(at)));
    });
    expect(chunks).toEqual([chunk({ content: 'naïve 🚀' })]);
  });

  it.each<[string, (response: ServerResponse) => void, FailureClass]>([
    ['an error chunk', events([hi, { error: { code: 502, message: 'gone' } }]), 'truncated'],
    ['garbage', events([hi, 'data: {"id": \n\n']), 'truncated'],
    ['a chunk that is no object', events([hi, 'data: 42\n\n']), 'truncated'],
    [
      'a character cut at the end',
      events([hi, Buffer.from([0x3a, 0xf0, 0x9f])], (response) => response.end()),
      'truncated',
    ],
    ['a line without end', events([hi, `data: "${'x'.repeat(10_000_000)}`]), 'truncated'],
    ['a reset', events([hi], (response) => response.socket?.resetAndDestroy()), 'network'],
  ])('that ends with %s throws after the chunks before it', async (_, answer, failureClass) => {
    const { chunks, error } = await read(answer);
    expect(chunks).toEqual([hi]);
    expect(error).toBeInstanceOf(ProviderError);
    expect(classOf(error)).toBe(failureClass);
  });

  it('with bytes that are not UTF-8 is truncated, not mended', async () => {
    const { error } = await read(events([Buffer.from('data: {"id":"\xff\xfe"}\n\n', 'latin1')]));
    expect(error).toMatchObject({ failure: { code: 'invalid_utf8' } });
    expect(classOf(error)).toBe('truncated');
  });

  it.each<[string, object, string]>([
    ['an error', { error: { message: 'No endpoints', code: 404 } }, 'No endpoints'],
    ['an answer that is not streamed', completion, 'the server answered with one JSON body instead of a stream'],
  ])('that is one JSON body, %s, is refused', async (_, body, message) => {
    expect((await read(json(200, body))).error).toMatchObject({ failure: { stage: 'response', status: 200, message } });
  });

  it('keeps what has arrived for a reader that comes after the connection broke', async () => {
    const server = await serve(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const each of [hi, there]) {
        response.write(`data: ${JSON.stringify(each)}\n\n`);
        await turns(20);
      }
      response.socket?.resetAndDestroy();
    });
    const { value } = await provider.stream(callOf(server.url));
    const iterator = value[Symbol.asyncIterator]();
    expect(await iterator.next()).toMatchObject({ value: hi });
    await server.clientLeft;
    await turns(20);
    expect(await iterator.next()).toMatchObject({ value: there });
    expect(classOf(await rejectionOf(iterator.next()))).toBe('network');
  });

  it('is cancelled upstream when its reader stops', async () => {
    const server = await serve(events([hi, hi], () => {}));
    const { value } = await provider.stream(callOf(server.url));
    for await (const _ of value) break;
    await server.clientLeft;
  });

  it("throws the signal's reason when aborted, where the SDK would end in silence", async () => {
    const server = await serve(events([hi], () => {}));
    const controller = new AbortController();
    const { value } = await provider.stream({ ...callOf(server.url), signal: controller.signal });
    const iterator = value[Symbol.asyncIterator]();
    await iterator.next();
    const reason = new Error('enough');
    const waiting = iterator.next();
    controller.abort(reason);
    expect(await rejectionOf(waiting)).toBe(reason);
    await server.clientLeft;
  });
});
