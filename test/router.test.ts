import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unsupportedResources } from '../src/client/unsupported.js';
import {
  createRouter,
  type Decision,
  PolicyInvalidError,
  type Router,
  RouterError,
  type RoutingReport,
  routingOf,
} from '../src/index.js';
import { type SimulatedServer, startSimulatedProvider } from '../src/testing/index.js';

let server: SimulatedServer;
let router: Router;

const policy = (url: string) => `
policy: service
language: 1
endpoints: { llm: { kind: openrouter, base_url: ${url}, api_key: { env: LLM_KEY } } }
models:
  fast: { id: acme/fast, endpoint: llm, price: { prompt: 1, completion: 2 } }
  deep: { id: acme/deep, endpoint: llm, price: { prompt: 10, completion: 20 } }
tiers:
  quick: { model: fast, fallbacks: [deep], max_tokens: 200 }
  slow: { model: deep, fallbacks: [fast], max_tokens: 400 }
facts:
  task: { from: attribute, path: task }
  asked: { from: model_requested }
rules:
  - { id: refused, when: { task: forbidden }, then: { reject: { message: "Not here.", status: 451 } } }
  - { id: impossible, when: { task: impossible }, then: quick }
  - { id: deep, when: { any: [{ task: reason }, { asked: gpt-4o }] }, then: slow }
default: quick
constraints: [{ id: nothing-fits, when: { task: impossible }, unless: { task: { exists: false } }, require: { min_context: 1000 } }]
`;

beforeAll(async () => {
  server = await startSimulatedProvider({ kind: 'openrouter', prices: { 'acme/fast': { prompt: 1, completion: 2 } } });
  router = await createRouter({ policy: { text: policy(server.url) }, env: { LLM_KEY: 'k-1' } });
});

afterAll(async () => {
  await router.close();
  await server.close();
});

const messages = [{ role: 'user' as const, content: 'Name a colour.' }];
const sent = () => server.requests.at(-1)?.body as Record<string, unknown>;

async function rejection(promise: Promise<unknown>): Promise<RouterError & { routing?: RoutingReport }> {
  return promise.then(
    () => Promise.reject(new Error('it resolved')),
    (error) => error,
  );
}

describe('a service that swaps client for router', () => {
  /** Written against the OpenAI client; nothing in it knows about routing. */
  async function service(client: Pick<OpenAI, 'chat'>) {
    const completion = await client.chat.completions.create({ model: 'gpt-4o', messages, temperature: 0.3 });
    const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    return { completion, text };
  }

  it('gets what the OpenAI client gets, streaming and not', async () => {
    const direct = await service(new OpenAI({ baseURL: server.url, apiKey: 'k-1' }));
    const routed = await service(router as unknown as Pick<OpenAI, 'chat'>);
    expect(Object.keys(routed.completion).toSorted()).toEqual(Object.keys(direct.completion).toSorted());
    expect(routed.completion).toMatchObject({
      object: 'chat.completion',
      model: 'acme/deep',
      choices: [{ finish_reason: 'stop' }],
    });
    expect(routed.text.length).toBeGreaterThan(0);
    expect(routed.text).toBe(routed.completion.choices[0]?.message.content);
  });

  it('passes tools, response_format, n, logprobs and fields nobody has heard of', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: { name: 'paint', parameters: { type: 'object', properties: { colour: { type: 'string' } } } },
      },
    ];
    const extra = {
      tools,
      tool_choice: 'auto' as const,
      response_format: { type: 'json_object' as const },
      n: 2,
      logprobs: true,
      top_logprobs: 2,
      metadata: { a: 'b' },
      field_of_the_future: { deep: [1, 2, { three: 3 }] },
    };
    const completion = await router.chat.completions.create({ messages, ...extra });
    expect(sent()).toMatchObject({ messages, ...extra });
    expect(completion.choices).toHaveLength(2);
    expect(completion.choices[0]?.logprobs?.content?.[0]?.top_logprobs).toHaveLength(2);
  });

  it('may go on with its conversation while a request is under way: what was decided on is sent', async () => {
    const own = { messages: [{ role: 'user' as const, content: 'as asked' }], metadata: { team: 'blue' } };
    const attributes = { task: 'reason' };
    const completion = router.chat.completions.create(own, { attributes });
    Object.assign(own.messages[0] ?? {}, { content: 'changed' });
    Object.assign(own.metadata, { team: 'changed' });
    attributes.task = 'changed';
    own.messages.push({ role: 'user', content: 'later' });
    expect((await completion).routing.decision.rule).toBe('deep');
    expect(sent()).toMatchObject({ messages: [{ role: 'user', content: 'as asked' }], metadata: { team: 'blue' } });
  });

  it('sends nothing of ours upstream', async () => {
    await router.chat.completions.create(
      { messages },
      { attributes: { task: 'reason' }, headers: { 'x-trace': 't-1' } },
    );
    expect(Object.keys(sent()).toSorted()).toEqual(['max_tokens', 'messages', 'model']);
    expect(server.requests.at(-1)?.headers).toMatchObject({ authorization: 'Bearer k-1', 'x-trace': 't-1' });
  });

  it.each([
    ['an object', { 'X-Trace': 't-2', 'x-gone': null }],
    ['Headers', new Headers({ 'X-Trace': 't-2' })],
    ['pairs', [['X-Trace', 't-2']]],
  ])('may give headers as %s', async (_, headers) => {
    await router.chat.completions.create({ messages }, { headers: headers as Headers });
    expect(server.requests.at(-1)?.headers['x-trace']).toBe('t-2');
  });

  it('has its timeout hold for the whole request, whatever is tried in it', async () => {
    server.setScript('acme/fast', [{ delay: '10s' }]);
    server.setScript('acme/deep', [{ delay: '10s' }]);
    const error = await rejection(router.chat.completions.create({ messages }, { timeout: 40 }));
    expect(routingOf(error)?.attempts.map(({ slot, outcome }) => [slot, outcome])).toEqual([['fast', 'timeout']]);
    server.setScript('acme/deep', []);
  });

  it('can send the completion on as OpenAI would have sent it', async () => {
    const completion = await router.chat.completions.create({ messages });
    expect(JSON.parse(JSON.stringify(completion))).not.toHaveProperty('routing');
    expect({ ...completion }).not.toHaveProperty('routing');
    expect(completion.routing.decision.rule).toBe('default');
  });
});

describe('the routing report', () => {
  it('says which rule, which model, what it used and what it cost', async () => {
    const { routing, usage } = await router.chat.completions.create({ messages }, { attributes: { task: 'chat' } });
    expect(routing.decision).toMatchObject({ policy: 'service', rule: 'default', chain: ['acme/fast', 'acme/deep'] });
    expect(routing.attempts).toMatchObject([
      { slot: 'fast', model: 'acme/fast', outcome: 'ok', cost: { source: 'reported' } },
    ]);
    expect(routing.served_by).toBe(0);
    expect(routing.usage).toMatchObject({
      prompt_tokens: usage?.prompt_tokens,
      completion_tokens: usage?.completion_tokens,
    });
    expect(routing.cost?.usd).toBeCloseTo(
      ((usage?.prompt_tokens ?? 0) * 1 + (usage?.completion_tokens ?? 0) * 2) / 1e6,
      12,
    );
  });

  it('computes the cost from the policy where the provider reports none', async () => {
    const { routing, usage } = await router.chat.completions.create({ messages }, { attributes: { task: 'reason' } });
    expect(routing.cost?.source).toBe('computed');
    expect(routing.cost?.usd).toBeCloseTo(
      ((usage?.prompt_tokens ?? 0) * 10 + (usage?.completion_tokens ?? 0) * 20) / 1e6,
      12,
    );
  });

  it('of a stream resolves when the stream has ended', async () => {
    const stream = await router.chat.completions.create({ messages, stream: true });
    let chunks = 0;
    for await (const chunk of stream) {
      expect(chunk.choices.length, 'no usage chunk unless asked for').toBeGreaterThan(0);
      chunks += 1;
    }
    const routing = await stream.routing;
    expect(chunks).toBeGreaterThan(1);
    expect(routing).toMatchObject({
      served_by: 0,
      attempts: [{ outcome: 'ok', finish_reason: 'stop' }],
      cost: { source: 'reported' },
    });
  });

  it('tells of the model that failed and the one that served', async () => {
    server.setScript('acme/fast', ['overloaded', 'overloaded']);
    const { routing, model } = await router.chat.completions.create({ messages });
    expect(model).toBe('acme/deep');
    expect(routing.attempts.map(({ slot, outcome }) => [slot, outcome])).toEqual([
      ['fast', 'overloaded'],
      ['fast', 'overloaded'],
      ['deep', 'ok'],
    ]);
    expect(routing.served_by).toBe(2);
  });

  it('falls over unseen when a stream breaks before its first content', async () => {
    server.setScript('acme/fast', [{ cut_after: 0 }]);
    const stream = await router.chat.completions.create({ messages, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    const { attempts } = await stream.routing;
    expect(text).not.toBe('');
    expect(attempts.map(({ slot, outcome }) => [slot, outcome])).toEqual([
      ['fast', 'truncated'],
      ['deep', 'ok'],
    ]);
  });

  it('never ends a broken stream silently', async () => {
    server.setScript('acme/fast', [{ cut_after: 2 }]);
    const stream = await router.chat.completions.create({ messages, stream: true });
    const read = async () => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toSatisfy(
      (error) => RouterError.isInstance(error) && error.code === 'STREAM_INTERRUPTED',
    );
    expect((await stream.routing).attempts).toMatchObject([{ outcome: 'truncated' }]);
  });
});

describe('a request that is not sent', () => {
  const count = () => server.requests.length;

  it('is refused as the policy says, with the decision', async () => {
    const before = count();
    const error = await rejection(router.chat.completions.create({ messages }, { attributes: { task: 'forbidden' } }));
    expect(error).toMatchObject({ code: 'REQUEST_REJECTED', message: 'Not here.', status: 451 });
    expect(routingOf(error)).toMatchObject({ decision: { rule: 'refused' }, attempts: [] });
    expect(count()).toBe(before);
  });

  it('names every model and why it may not serve', async () => {
    const error = await rejection(router.chat.completions.create({ messages }, { attributes: { task: 'impossible' } }));
    expect(error.code).toBe('NO_ELIGIBLE_MODEL');
    expect(error.message).toMatch(/fast: .*1000.*\(nothing-fits\); deep: /);
  });

  it.each([
    ['no messages', {}, /messages/],
    ['empty messages', { messages: [] }, /messages/],
    ['messages of a wrong type', { messages: 'hi' }, /messages/],
    ['a message without a role', { messages: [{ content: 'hi' }] }, /messages\[0\]\.role/],
    ['a limit of a wrong type', { messages, max_tokens: '5' }, /max_tokens/],
    ['no body at all', undefined, /body|object/],
  ])('says what is wrong with %s', async (_, body, message) => {
    const error = await rejection(router.chat.completions.create(body as never));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringMatching(message) });
    expect(RouterError.isInstance(error)).toBe(true);
  });

  it('names the policies there are when the policy is unknown', async () => {
    const error = await rejection(router.decide({ messages, policy: 'servise' }));
    expect(error).toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('did you mean "service"?'),
    });
  });

  it.each([
    ['a signal that is none', { signal: {} }, /signal must be an AbortSignal/],
    ['a timeout below nothing', { timeout: -1 }, /timeout must be/],
    ['a timeout that is no number', { timeout: 'x' }, /timeout must be/],
    ['a header that cannot be sent', { headers: { 'x-trace': 'secret\nvalue' } }, /headers: "x-trace" must be/],
    ['no object', null, /request options must be an object/],
    ['an empty policy name', { policy: '' }, /policy/],
    ['attributes of a wrong type', { attributes: 0 }, /attributes/],
  ])('says what is wrong with request options that have %s', async (_, options, message) => {
    const error = await rejection(router.chat.completions.create({ messages }, options as never));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringMatching(message) });
    expect(error.message).not.toContain('secret');
  });

  it('passes the caller’s own abort through', async () => {
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    controller.abort(reason);
    expect(await rejection(router.chat.completions.create({ messages }, { signal: controller.signal }))).toBe(reason);
  });
});

describe('a router', () => {
  it('decides without sending', async () => {
    const before = server.requests.length;
    const decision: Decision = await router.decide({ messages, attributes: { task: 'reason' } });
    expect(decision).toMatchObject({ rule: 'deep', tier: 'slow', chain: ['acme/deep', 'acme/fast'], max_tokens: 400 });
    expect(server.requests.length).toBe(before);
  });

  it('throws for every part of the OpenAI client that it does not have', () => {
    const client = new OpenAI({ apiKey: 'x' }) as unknown as Record<string, unknown>;
    const resources = Object.keys(client).filter(
      (key) => (client[key] as { _client?: unknown } | null)?._client !== undefined,
    );
    expect(resources.toSorted()).toEqual([...unsupportedResources, 'chat'].toSorted());
    for (const resource of unsupportedResources) {
      expect(() => (router as unknown as Record<string, unknown>)[resource]).toThrow(/not supported/);
    }
    for (const method of ['parse', 'stream', 'runTools']) {
      expect(() => (router.chat.completions as unknown as Record<string, unknown>)[method]).toThrow(/not supported/);
    }
  });

  it('says that withResponse is not supported', async () => {
    const promise = router.chat.completions.create({ messages });
    expect(() => promise.withResponse()).toThrow(/withResponse is not supported/);
    await promise;
  });

  it('refuses requests once it is closed', async () => {
    const closing = await createRouter({ policy: { text: policy(server.url) }, env: { LLM_KEY: 'k' } });
    await closing.close();
    expect(await rejection(closing.chat.completions.create({ messages }))).toMatchObject({ code: 'ROUTER_CLOSED' });
  });

  it('is not created from a policy with errors, and says where they are', async () => {
    const text = policy(server.url).replace('default: quick', 'default: quik');
    const error = await rejection(createRouter({ policy: { text }, env: { LLM_KEY: 'k' } }));
    expect(error).toBeInstanceOf(PolicyInvalidError);
    expect(error).toMatchObject({ code: 'POLICY_INVALID', diagnostics: [{ code: 'unknown-name' }] });
    expect(error.message).toMatch(/did you mean .quick.\?/);
    expect(error.message).toContain('^');
  });

  it.each([
    ['nothing', undefined, /takes an object/],
    ['no policy', {}, /policy is missing/],
    ['a policy of a wrong type', { policy: 5 }, /policy must be/],
    ['a policy text of a wrong type', { policy: { text: 5 } }, /policy must be/],
    ['a misspelt option', { policy: 'policies', custmFacts: {} }, /no option "custmFacts"/],
    ['an option that objects inherit', { policy: 'policies', constructor: 1 }, /no option "constructor"/],
    ['a fact that is no function', { policy: 'policies', facts: { risk: 3 } }, /facts must be functions/],
    ['a wrong debounce', { policy: 'policies', watch: { debounceMs: 'x' } }, /watch must be/],
    ['a watch without a file', { policy: { text: 'x' }, watch: true }, /watch needs a path/],
  ])('is not created from %s', async (_, options, message) => {
    const error = await rejection(createRouter(options as never));
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID', message: expect.stringMatching(message) });
  });

  it('is not created when an environment variable is not set, and names it', async () => {
    const error = await rejection(createRouter({ policy: { text: policy(server.url) }, env: {} }));
    expect(error).toMatchObject({ code: 'POLICY_INVALID', diagnostics: [{ code: 'environment-missing' }] });
    expect(error.message).toContain('LLM_KEY');
  });

  it('is not created from a path where nothing is', async () => {
    const error = await rejection(createRouter({ policy: 'no/such/folder' }));
    expect(error.code).toBe('POLICY_INVALID');
    expect(error.message).toContain('no/such/folder');
  });

  it('takes a provider of the service’s own', async () => {
    const own = await createRouter({
      policy: { text: policy(server.url) },
      env: {},
      provider: {
        complete: async ({ body }) => ({ value: { ...completionOf(body.model) } }),
        stream: async () => Promise.reject(new Error('not used')),
      },
    });
    expect((await own.chat.completions.create({ messages })).choices[0]?.message.content).toBe('own: acme/fast');
    await own.close();
  });
});

function completionOf(model: string): OpenAI.ChatCompletion {
  const message = { role: 'assistant' as const, content: `own: ${model}`, refusal: null };
  return {
    id: 'c-1',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message }],
  };
}
