import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyFailure } from '../../../src/execute/classify-failure.js';
import { type Provider, type ProviderCall, ProviderError } from '../../../src/execute/provider.js';
import type { Endpoint } from '../../../src/policy/endpoint.js';
import type { ModelSlot } from '../../../src/policy/model-slot.js';
import { createOpenAiProvider } from '../../../src/providers/openai-compatible/openai-provider.js';
import { stepNames } from '../../../src/providers/simulated/check-step.js';
import type { ProviderKind } from '../../../src/providers/simulated/refusals.js';
import type { ScriptStep, StepName } from '../../../src/providers/simulated/script-step.js';
import { createSimulatedProvider } from '../../../src/providers/simulated/simulated-provider.js';
import { type SimulatedServer, startSimulatedProvider } from '../../../src/providers/simulated/simulated-server.js';
import { createVirtualRuntime } from '../../../src/providers/simulated/virtual-runtime.js';

const place = { file: 'p.yaml', pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
const endpointAt = (baseUrl: string, kind: ProviderKind = 'openai', name = 'here'): Endpoint => ({
  name,
  kind,
  baseUrl,
  headers: {},
  place,
});

function callTo(
  endpoint: Endpoint,
  body: Readonly<Record<string, unknown>> = {},
  signal = new AbortController().signal,
): ProviderCall {
  const messages = [{ role: 'user', content: 'Compare rivers with lakes' }];
  return { endpoint, body: { model: 'm', messages, ...body }, signal, headers: { 'x-team': 'blue' } };
}

async function collect(chunks: AsyncIterable<ChatCompletionChunk>): Promise<ChatCompletionChunk[]> {
  const all: ChatCompletionChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

/** What a caller of the port gets: the answer's choices, or the failure and its class. */
async function outcomeOf(provider: Provider, call: ProviderCall, stream: boolean): Promise<unknown> {
  const chunks: unknown[] = [];
  try {
    if (!stream) return withoutMoment((await provider.complete(call)).value);
    const answer = await provider.stream({ ...call, body: { ...call.body, stream: true } });
    for await (const chunk of answer.value) chunks.push(withoutMoment(chunk));
    return chunks;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { status, type, stage } = error.failure;
    return { chunks, status, type, stage, class: classifyFailure(error.failure, call.endpoint.kind, 0).class };
  }
}

function withoutMoment(value: object): object {
  return { ...value, id: '', created: 0 };
}

describe('the simulated provider in process', () => {
  const kinds = ['openai', 'openrouter'] as const;
  const steps: readonly ScriptStep[] = [
    ...(stepNames as readonly StepName[]).filter((name) => name !== 'timeout'),
    { status: 408 },
    { status: 529 },
    { cut_after: 0 },
    { cut_after: 3 },
    { reset_after: 3 },
    { error_after: 0 },
    { error_after: 3 },
    { answer: 'three words here', finish_reason: 'content_filter' },
  ];
  const servers = new Map<ProviderKind, SimulatedServer>();

  beforeAll(async () => {
    for (const kind of kinds) servers.set(kind, await startSimulatedProvider({ kind }));
  });
  afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

  describe.each(kinds)('as %s', (kind) => {
    it.each(steps.map((step) => [JSON.stringify(step), step] as const))(
      'does what a server does for %s',
      async (_, step) => {
        const endpoint = endpointAt(servers.get(kind)?.url ?? '', kind);
        for (const stream of [false, true]) {
          servers.get(kind)?.setScript('m', [step]);
          const inProcess = createSimulatedProvider({ runtime: createVirtualRuntime(), scripts: { m: [step] } });
          const expected = await outcomeOf(createOpenAiProvider({ env: {} }), callTo(endpoint), stream);
          expect(await outcomeOf(inProcess, callTo(endpoint), stream)).toEqual(expected);
        }
      },
    );

    it.each(stepNames.filter((name) => !['ok', 'empty', 'garbage', 'reset', 'timeout', 'truncated'].includes(name)))(
      'fails as %s when the script says so',
      async (name) => {
        const provider = createSimulatedProvider({
          runtime: createVirtualRuntime(),
          scripts: { m: [name as StepName] },
        });
        expect(await outcomeOf(provider, callTo(endpointAt('', kind)), false)).toMatchObject({ class: name });
      },
    );
  });

  it('plays a script by the name of a model slot at the right endpoint', async () => {
    const [here, there] = [endpointAt('', 'openai', 'here'), endpointAt('', 'openai', 'there')];
    const slot = (name: string, endpoint: Endpoint): [string, ModelSlot] => [
      name,
      { name, id: 'm', endpoint, labels: [], place },
    ];
    const provider = createSimulatedProvider({
      runtime: createVirtualRuntime(),
      models: new Map([slot('fast', here), slot('slow', there)]),
      scripts: { slow: ['overloaded'] },
    });
    await provider.complete(callTo(here));
    await expect(provider.complete(callTo(there, { model: 'm:floor' }))).rejects.toBeInstanceOf(ProviderError);
    await provider.complete(callTo(there));
  });

  it('reports the cost that the slot’s price makes, at OpenRouter', async () => {
    const endpoint = endpointAt('', 'openrouter');
    const slot: ModelSlot = { name: 's', id: 'm', endpoint, labels: [], place, price: { prompt: 1, completion: 3 } };
    const provider = createSimulatedProvider({ runtime: createVirtualRuntime(), models: new Map([['s', slot]]) });
    const { usage } = (await provider.complete(callTo(endpoint))).value;
    expect(usage).toHaveProperty('cost', ((usage?.prompt_tokens ?? 0) + 3 * (usage?.completion_tokens ?? 0)) / 1e6);
  });

  it('spends its delays on the runtime’s clock', async () => {
    const runtime = createVirtualRuntime({ now: 1_000 });
    const provider = createSimulatedProvider({
      runtime,
      scripts: { m: [{ delay: '2s', chunk_delay: '10ms', cut_after: 1 }] },
    });
    await collect((await provider.stream(callTo(endpointAt('')))).value);
    expect(runtime.now()).toBe(1_000 + 2_000 + 2 * 10);
  });

  it('never ends a call that times out, until its signal aborts', async () => {
    const runtime = createVirtualRuntime();
    const provider = createSimulatedProvider({ runtime, scripts: { m: ['timeout', { stall_after: 1 }] } });
    for (const stream of [false, true]) {
      const deadline = new AbortController();
      const reason = new Error('too slow');
      void runtime.sleep(30_000).then(() => deadline.abort(reason));
      const call = callTo(endpointAt(''), {}, deadline.signal);
      const outcome = stream ? provider.stream(call).then(({ value }) => collect(value)) : provider.complete(call);
      await expect(outcome).rejects.toBe(reason);
    }
    expect(provider.requests.map(({ aborted, finished }) => [aborted, finished])).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  it('does not begin a call whose signal has aborted', async () => {
    const provider = createSimulatedProvider({ runtime: createVirtualRuntime() });
    const reason = new Error('too late');
    await expect(provider.complete(callTo(endpointAt(''), {}, AbortSignal.abort(reason)))).rejects.toBe(reason);
    expect(provider.requests).toEqual([]);
  });

  it('notes that a consumer stopped reading', async () => {
    const provider = createSimulatedProvider({ runtime: createVirtualRuntime() });
    for await (const _ of (await provider.stream(callTo(endpointAt('')))).value) break;
    expect(provider.requests[0]).toMatchObject({ model: 'm', aborted: true, headers: { 'x-team': 'blue' } });
    await provider.complete(callTo(endpointAt('')));
    expect(provider.requests[1]).toMatchObject({ aborted: false, finished: true });
  });

  it('refuses a body that a provider would refuse', async () => {
    const provider = createSimulatedProvider({ runtime: createVirtualRuntime() });
    const outcome = await outcomeOf(provider, callTo(endpointAt(''), { messages: [] }), false);
    expect(outcome).toMatchObject({ status: 400, class: 'caller_fault' });
  });
});
