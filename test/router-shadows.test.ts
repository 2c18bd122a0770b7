import { describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, PolicyInvalidError, type RouterOptions, type ShadowResult } from '../src/index.js';
import { type Scripts, startSimulatedProvider } from '../src/testing/index.js';

const policy = (url: string, shadow: string) => `
policy: service
language: 1
endpoints:
  llm: { kind: openai, base_url: ${url} }
models:
  fast: { id: acme/fast, endpoint: llm, price: { prompt: 1, completion: 2 } }
  next: { id: acme/next, endpoint: llm, price: { prompt: 3, completion: 4 } }
  private: { id: acme/private, endpoint: llm, labels: [private] }
tiers:
  quick: { model: fast, fallbacks: [private], max_tokens: 200 }
  trial: { model: next, fallbacks: [private], max_tokens: 100 }
facts:
  task: { from: attribute, path: task, one_of: [draft, code] }
  sensitive: { from: detect, kinds: [email], text: all }
rules: []
default: quick
constraints:
  - id: sensitive-stays-private
    when: { sensitive: true }
    require: { labels: [private] }
shadows:
  - { id: try-next, ${shadow} }
`;

async function start(shadow: string, scripts: Scripts, options: Partial<RouterOptions> = {}) {
  const server = await startSimulatedProvider({ scripts });
  const router = await createRouter({ policy: { text: policy(server.url, shadow) }, ...options });
  const results: ShadowResult[] = [];
  const waiting: (() => void)[] = [];
  router.on('shadow', (result) => {
    results.push(result);
    for (const wake of waiting.splice(0)) wake();
  });
  onTestFinished(async () => {
    await router.close({ abort: true });
    await server.close();
  });
  const shadowed = async (count = 1): Promise<readonly ShadowResult[]> => {
    while (results.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return results;
  };
  const asked = (model: string) => server.requests.filter(({ body }) => (body as { model: string }).model === model);
  return { router, server, results, shadowed, asked };
}

const messages = [{ role: 'user' as const, content: 'Say hello.' }];

describe('a shadow', () => {
  it('gets a copy once the request is answered, with limits of its own', async () => {
    const { router, shadowed, asked } = await start('target: trial', {
      'acme/fast': [{ answer: 'Hello, world!' }],
      'acme/next': [{ answer: 'hello world' }],
    });
    const completion = await router.chat.completions.create({ messages, temperature: 0.5 });
    expect(completion.choices[0]?.message.content).toBe('Hello, world!');
    expect(completion.routing.attempts).toHaveLength(1);
    const [result] = await shadowed();
    expect(result).toMatchObject({
      status: 'answered',
      shadow: 'try-next',
      decision: { id: completion.routing.decision.id },
      primary: { slot: 'fast', answer: { text: 'Hello, world!', finishReason: 'stop' } },
      candidate: { slot: 'next', model: 'acme/next', answer: { text: 'hello world' }, cost: { source: 'computed' } },
      agreement: { exact: false, similarity: 1 },
    });
    expect(asked('acme/next')).toHaveLength(1);
    expect(asked('acme/next')[0]?.body).toMatchObject({ temperature: 0.5, max_tokens: 100, messages });
  });

  it('follows a stream to its end, and is not a stream itself', async () => {
    const { router, shadowed, asked } = await start('target: trial', {
      'acme/fast': [{ answer: 'One two three four.' }],
      'acme/next': [{ answer: 'One two three four.' }],
    });
    const stream = await router.chat.completions.create({
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    const [result] = await shadowed();
    expect(text).toBe('One two three four.');
    expect(result).toMatchObject({ status: 'answered', agreement: { exact: true, similarity: 1 } });
    expect(asked('acme/next')[0]?.body).not.toHaveProperty('stream');
    expect(asked('acme/next')[0]?.body).not.toHaveProperty('stream_options');
  });

  it('never takes a request where a constraint forbids it', async () => {
    const { router, shadowed, asked } = await start('target: { model: next, max_tokens: 50 }', {});
    await router.chat.completions.create({ messages: [{ role: 'user', content: 'I am ann@example.com' }] });
    const [result] = await shadowed();
    expect(result).toMatchObject({ status: 'skipped', because: 'no_eligible_model' });
    expect(asked('acme/next')).toEqual([]);
    expect(asked('acme/private')).toHaveLength(1);
  });

  it('asks the first model that is allowed', async () => {
    const { router, shadowed, asked } = await start('target: trial', {});
    await router.chat.completions.create({ messages: [{ role: 'user', content: 'I am ann@example.com' }] });
    const [result] = await shadowed();
    expect(result).toMatchObject({ status: 'answered', candidate: { slot: 'private' } });
    expect(asked('acme/next')).toEqual([]);
  });

  it('is for the requests that its condition is true of', async () => {
    const { router, shadowed, asked } = await start('target: trial, when: { task: code }', {});
    await router.chat.completions.create({ messages }, { attributes: { task: 'draft' } });
    await router.chat.completions.create({ messages });
    await router.chat.completions.create({ messages }, { attributes: { task: 'code' } });
    const results = await shadowed();
    expect(results.map(({ status }) => status)).toEqual(['answered']);
    expect(asked('acme/next')).toHaveLength(1);
  });

  it('tells a failure to nobody but its result, after one attempt', async () => {
    const { router, shadowed, asked } = await start('target: trial', { 'acme/next': ['overloaded', 'overloaded'] });
    const events: string[] = [];
    router.on('breaker-open', () => events.push('breaker-open'));
    const completion = await router.chat.completions.create({ messages });
    const [result] = await shadowed();
    expect(completion.routing.served_by).toBe(0);
    expect(result).toMatchObject({
      status: 'failed',
      candidate: { slot: 'next', outcome: 'overloaded', http_status: 503 },
    });
    expect(asked('acme/next')).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('leaves out what exceeds its concurrency', async () => {
    const { router, shadowed, asked } = await start('target: trial, concurrency: 1', {});
    await Promise.all([1, 2, 3].map(() => router.chat.completions.create({ messages })));
    const results = await shadowed(3);
    const skipped = results.filter(({ status }) => status === 'skipped');
    expect(skipped.every((result) => result.status === 'skipped' && result.because === 'concurrency')).toBe(true);
    expect(asked('acme/next')).toHaveLength(3 - skipped.length);
    expect(skipped.length).toBeGreaterThan(0);
  });

  it('is not sent for a request that failed or whose reader left', async () => {
    const { router, results, asked } = await start('target: trial', {
      'acme/fast': [{ status: 400, message: 'no' }, { answer: 'one two three four five six seven eight' }],
    });
    await expect(router.chat.completions.create({ messages })).rejects.toMatchObject({ status: 400 });
    const stream = await router.chat.completions.create({ messages, stream: true });
    for await (const _chunk of stream) break;
    await stream.routing;
    await new Promise((resolve) => setImmediate(resolve));
    expect(results).toEqual([]);
    expect(asked('acme/next')).toEqual([]);
  });

  it('has its answer judged by a function of the service', async () => {
    const judges: RouterOptions['judges'] = {
      longer: ({ primary, candidate }, { body }) => {
        expect(body.messages).toEqual(messages);
        return candidate.text.length > primary.text.length ? 1 : 0;
      },
    };
    const { router, shadowed } = await start(
      'target: trial, judge: longer',
      { 'acme/fast': [{ answer: 'short' }], 'acme/next': [{ answer: 'rather longer' }] },
      { judges },
    );
    await router.chat.completions.create({ messages });
    const [result] = await shadowed();
    expect(result).toMatchObject({ judge: { score: 1 } });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('out of ink');
      },
      /threw: out of ink/,
    ],
    ['gives no number', () => Number.NaN, /finite number/],
  ])('says so when its judge %s', async (_what, judge, words) => {
    const { router, shadowed } = await start('target: trial, judge: j', {}, { judges: { j: judge } });
    await router.chat.completions.create({ messages });
    const [result] = await shadowed();
    expect(result).toMatchObject({ status: 'answered', judge: { error: expect.stringMatching(words) } });
  });

  it('needs a judge that is registered', async () => {
    const text = policy('http://127.0.0.1:1', 'target: trial, judge: fairly');
    const made = createRouter({ policy: { text }, judges: { fair: () => 1 } });
    await expect(made).rejects.toThrow(PolicyInvalidError);
    await expect(made).rejects.toMatchObject({
      diagnostics: [{ code: 'judge-missing', message: expect.stringMatching(/did you mean "fair"/) }],
    });
  });

  it('says whether both answers are the JSON that was asked for', async () => {
    const { router, shadowed } = await start('target: trial', {
      'acme/fast': [{ answer: '{"a":1}' }],
      'acme/next': [{ answer: 'a is 1' }],
    });
    await router.chat.completions.create({ messages, response_format: { type: 'json_object' } });
    const [result] = await shadowed();
    expect(result).toMatchObject({ primary: { json_valid: true }, candidate: { json_valid: false } });
  });
});
