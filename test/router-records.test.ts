import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import recordSchema from '#schemas/record.schema.json' with { type: 'json' };
import { createRouter, type RoutedStream, type RouterOptions, type SignalboxRecord } from '../src/index.js';
import { type Scripts, startSimulatedProvider } from '../src/testing/index.js';

const policy = (url: string, extra: string) => `
policy: service
language: 1
endpoints: { llm: { kind: openai, base_url: ${url} } }
models:
  fast: { id: acme/fast, endpoint: llm, price: { prompt: 1, completion: 2 } }
  spare: { id: acme/spare, endpoint: llm, price: { prompt: 3, completion: 4 }, labels: [private] }
tiers:
  quick: { model: fast, fallbacks: [spare], max_tokens: 200, retry: { attempts: 1 } }
  steady: { model: fast, fallbacks: [spare], max_tokens: 200, stream: { on_interrupt: continue } }
facts:
  task: { from: attribute, path: task, one_of: [draft, code, none] }
  email: { from: attribute, path: user.email, private: true }
  trial: { from: bucket, key: user.id, seed: s1, arms: [{ name: a, percent: 50 }, { name: b, percent: 50 }] }
rules:
  - { id: known, when: { email: boss@example.com }, then: quick }
  - { id: refused, when: { task: none }, then: { reject: { message: not this, status: 451 } } }
  - { id: tried, when: { task: draft, trial: [a, b] }, then: quick }
default: quick
${extra}
`;

const isRecord = new Ajv2020({ strict: false, allErrors: true }).compile<SignalboxRecord>(recordSchema);

async function start(extra: string, scripts: Scripts = {}, options: Partial<RouterOptions> = {}) {
  const server = await startSimulatedProvider({ scripts });
  const records: SignalboxRecord[] = [];
  const router = await createRouter({
    policy: { text: policy(server.url, extra) },
    records: { write: (batch) => void records.push(...batch) },
    ...options,
  });
  onTestFinished(async () => {
    await router.close({ abort: true });
    await server.close();
    for (const record of records) expect(isRecord(record), JSON.stringify([record, isRecord.errors])).toBe(true);
  });
  /** What is recorded by the end, as it would stand in a file. */
  const ended = async (): Promise<readonly SignalboxRecord[]> => {
    await router.close();
    return JSON.parse(JSON.stringify(records)) as SignalboxRecord[];
  };
  return { router, ended };
}

const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const user = { id: 'u-42', email: 'ann@example.com' };

describe('records of requests', () => {
  it('tell the decision, the attempts and the cost of a request that fell back', async () => {
    const { router, ended } = await start('', { 'acme/fast': ['overloaded'], 'acme/spare': [{ answer: 'Hello!' }] });
    const completion = await router.chat.completions.create({ messages }, { attributes: { task: 'draft', user } });
    const { decision, cost, usage } = completion.routing;
    const [record, ...more] = await ended();
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      ...{ v: 1, kind: 'request', id: decision.id, policy: 'service', version: decision.version },
      ...{ reason: 'rule', rule: 'tried', tier: 'quick', outcome: 'answered', stream: false },
      ...{
        chain: ['fast', 'spare'],
        max_tokens: 200,
        served_by: 1,
        slot: 'spare',
        model: 'acme/spare',
        endpoint: 'llm',
      },
      ...{ finish_reason: 'stop', cost_usd: cost?.usd, cost_source: 'computed' },
      exposures: [{ experiment: 'trial', propensity: 0.5 }],
      attempts: [
        { slot: 'fast', outcome: 'overloaded', status: 503 },
        { slot: 'spare', outcome: 'ok', cost_usd: cost?.usd },
      ],
    });
    expect(record).toMatchObject({ usage: { prompt_tokens: usage?.prompt_tokens } });
  });

  it('hold neither what was said nor private facts', async () => {
    const { router, ended } = await start('', { 'acme/fast': [{ answer: 'A secret reply' }] });
    await router.chat.completions.create({ messages }, { attributes: { task: 'draft', user } });
    const [record] = await ended();
    expect(record).toMatchObject({ facts: { task: 'draft' }, erased: ['email'] });
    for (const hidden of ['ann@example', 'Say hello', 'secret reply', 'u-42']) {
      expect(JSON.stringify(record)).not.toContain(hidden);
    }
  });

  it("hold a provider's message, which may quote the prompt, only with content", async () => {
    const scripts = { 'acme/fast': [{ fail: 'overloaded', message: 'cannot answer "Say hello."' }] } as const;
    const bare = await start('', scripts);
    await bare.router.chat.completions.create({ messages });
    const [record] = await bare.ended();
    expect(record).toMatchObject({ attempts: [{ outcome: 'overloaded', status: 503 }, { outcome: 'ok' }] });
    expect(JSON.stringify(record)).not.toContain('Say hello');
    const full = await start('record: { content: true }', scripts);
    await full.router.chat.completions.create({ messages });
    expect(await full.ended()).toMatchObject([{ attempts: [{ error: expect.stringContaining('Say hello') }, {}] }]);
  });

  it('hold what the policy asks for', async () => {
    const extra = 'record: { content: true, explain: true, attributes: [team, user.id, missing] }';
    const { router, ended } = await start(extra, { 'acme/fast': [{ answer: 'Hi.' }] });
    const stream = await router.chat.completions.create(
      { messages, stream: true },
      { attributes: { team: 'blue', user } },
    );
    for await (const _chunk of stream);
    const [record] = await ended();
    expect(record).toMatchObject({
      stream: true,
      first_token_ms: expect.any(Number),
      content: { messages, text: 'Hi.' },
      attributes: { team: 'blue', 'user.id': 'u-42' },
      passed_over: [
        { rule: 'known', fact: 'email' },
        { rule: 'refused', fact: 'task', unknown: 'missing' },
        { rule: 'tried', fact: 'task', unknown: 'missing' },
      ],
    });
    expect(JSON.stringify(record)).not.toContain('ann@example');
  });

  it.each([
    ['failed', { 'acme/fast': ['overloaded'], 'acme/spare': ['quota'] }, 'ATTEMPTS_EXHAUSTED'],
    ['failed', { 'acme/fast': ['caller_fault'] }, 'caller_fault'],
  ] as const)('tell of a request that %s', async (outcome, scripts, error) => {
    const { router, ended } = await start('', scripts);
    await expect(router.chat.completions.create({ messages })).rejects.toMatchObject({ routing: { served_by: null } });
    expect(await ended()).toMatchObject([{ outcome, error, served_by: null }]);
  });

  it.each([
    ['the policy refuses', '', { task: 'none' }, 'REQUEST_REJECTED'],
    [
      'no model may serve',
      'constraints: [{ id: c, when: { task: code }, require: { min_context: 99999999 } }]',
      { task: 'code' },
      'NO_ELIGIBLE_MODEL',
    ],
  ])('tell of a request that %s', async (_what, extra, attributes, error) => {
    const { router, ended } = await start(extra);
    await expect(router.chat.completions.create({ messages }, { attributes })).rejects.toMatchObject({ code: error });
    expect(await ended()).toMatchObject([{ outcome: 'refused', error, attempts: [], served_by: null, cost_usd: 0 }]);
  });

  it('tell how a stream ended: broken, or left by its reader', async () => {
    const { router, ended } = await start('', {
      'acme/fast': [{ cut_after: 2 }, { answer: 'one two three four five six seven eight nine ten' }],
    });
    const broken = await router.chat.completions.create({ messages, stream: true });
    await expect(
      (async () => {
        for await (const _chunk of broken);
      })(),
    ).rejects.toMatchObject({ code: 'STREAM_INTERRUPTED' });
    const left = await router.chat.completions.create({ messages, stream: true });
    for await (const _chunk of left) break;
    await left.routing;
    expect(await ended()).toMatchObject([
      { outcome: 'interrupted', error: 'STREAM_INTERRUPTED' },
      { outcome: 'cancelled' },
    ]);
  });

  it('tell of a request that its caller cancelled', async () => {
    const { router, ended } = await start('', { 'acme/fast': [{ delay: '60s' }] });
    const controller = new AbortController();
    const asked = router.chat.completions.create({ messages }, { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('changed my mind')));
    await expect(asked).rejects.toThrow('changed my mind');
    expect(await ended()).toMatchObject([{ outcome: 'cancelled', attempts: [{ outcome: 'cancelled' }] }]);
  });

  it('tell of a request that its caller cancelled before its first attempt', async () => {
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    const newId = () => {
      controller.abort(reason);
      return 'd-1';
    };
    const { router, ended } = await start('', {}, { runtime: { newId } });
    const asked = router.chat.completions.create({ messages }, { signal: controller.signal });
    await expect(asked).rejects.toBe(reason);
    const [record] = await ended();
    expect(record).toMatchObject({ outcome: 'cancelled', attempts: [] });
    expect(record).not.toHaveProperty('error');
  });

  it.each([
    ['its caller', (controller: AbortController) => controller.abort(new Error('changed my mind'))],
    ['its reader', (_: AbortController, stream: RoutedStream) => stream.controller.abort()],
  ])('tell of a stream that %s left while another model was looked for', async (_who, leave) => {
    const controller = new AbortController();
    let stream: RoutedStream | undefined;
    const sleep = async (_ms: number, signal?: AbortSignal, options: { readonly background?: boolean } = {}) => {
      if (options.background === true) return new Promise<void>(() => {});
      if (stream !== undefined) leave(controller, stream);
      signal?.throwIfAborted();
    };
    const { router, ended } = await start(
      'pinning: [steady]',
      { 'acme/fast': [{ cut_after: 2 }], 'acme/spare': ['overloaded', { answer: 'too late' }] },
      { runtime: { sleep, alarm: () => ({ background() {}, callOff() {} }) } },
    );
    const body = { model: 'steady', messages, stream: true } as const;
    stream = await router.chat.completions.create(body, { signal: controller.signal });
    const read = async () => {
      for await (const _chunk of stream ?? []);
    };
    await read().catch(() => {});
    expect(await stream.routing).toMatchObject({ served_by: null, cancelled: true });
    const [record] = await ended();
    expect(record).toMatchObject({ outcome: 'cancelled', served_by: null });
    expect(record).not.toHaveProperty('error');
  });

  it('tell what a budget made of a request', async () => {
    const extra = 'budgets: { day: { limit_tokens: 400, per: day, on_exceeded: { max_tokens: 20 } } }';
    const { router, ended } = await start(extra);
    await router.chat.completions.create({ messages: [{ role: 'user', content: 'x'.repeat(250) }] });
    expect(await ended()).toMatchObject([{ outcome: 'answered', degraded: { budget: 'day', max_tokens: 20 } }]);
  });

  it('have feedback beside them', async () => {
    const { router, ended } = await start('');
    const completion = await router.chat.completions.create({ messages });
    const { id } = completion.routing.decision;
    router.feedback(id, { score: 0.5, label: 'meh', attributes: { by: 'ann', stars: 3 } });
    expect(await ended()).toMatchObject([
      { kind: 'request', id },
      { kind: 'feedback', id, score: 0.5, label: 'meh', attributes: { by: 'ann', stars: 3 } },
    ]);
  });

  it.each([
    [undefined, { score: 1 }],
    ['d', undefined],
    ['d', { score: Number.NaN }],
    ['d', { score: '1' }],
  ])('take no feedback that says nothing: %j %j', async (id, feedback) => {
    const { router, ended } = await start('');
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    router.feedback(id as string, feedback as object);
    expect((await warned).message).toMatch(/feedback/);
    expect(await ended()).toEqual([]);
  });

  it('have shadows beside them', async () => {
    const { router, ended } = await start('shadows: [{ id: s, target: { model: spare, max_tokens: 50 } }]');
    const shadowed = new Promise((resolve) => router.on('shadow', resolve));
    await router.chat.completions.create({ messages });
    await shadowed;
    expect(await ended()).toMatchObject([
      { kind: 'request' },
      { kind: 'shadow', shadow: 's', status: 'answered', candidate: { slot: 'spare', outcome: 'ok' } },
    ]);
  });

  it('never concern the request when the sink fails', async () => {
    const { router } = await start('', {}, { records: { write: () => Promise.reject(new Error('disk full')) } });
    const lost = new Promise((resolve) => router.on('records-lost', resolve));
    const completion = await router.chat.completions.create({ messages });
    expect(completion.choices).toHaveLength(1);
    expect(await lost).toMatchObject({ because: 'sink-failed', count: 1 });
  });
});
