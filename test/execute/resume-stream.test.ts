import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import type { RoutedStream } from '../../src/execute/execute.js';
import type { ExecutionContext } from '../../src/execute/execution.js';
import { type Provider, type ProviderCall, ProviderError } from '../../src/execute/provider.js';
import type { RoutingReport } from '../../src/execute/routing-report.js';
import type { StreamInterruptedError } from '../../src/execute/stream-interrupted-error.js';
import type { RoutedChunk } from '../../src/execute/stream-seam.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import type { Runtime } from '../../src/runtime.js';
import { contextOf, type PlanInput, planOf, slotOf, stream } from '../support/execution.js';

type Delta = Record<string, unknown>;

function chunkOf(delta: Delta, finish_reason: string | null = null, id = 'c', index = 0): ChatCompletionChunk {
  const choices = [{ index, delta, finish_reason }];
  return { id, object: 'chat.completion.chunk', created: id.length, model: id, choices } as ChatCompletionChunk;
}

/** The chunks of a text, word by word, with `id` and a role at the beginning. */
function saying(id: string, text: string, finish: string | null = 'stop'): ChatCompletionChunk[] {
  const words = text.match(/\S*\s*/g)?.filter((word) => word !== '') ?? [];
  const chunks = [chunkOf({ role: 'assistant', content: '' }, null, id), ...words.map((word) => say(id, word))];
  return finish === null ? chunks : [...chunks, chunkOf({}, finish, id)];
}

const say = (id: string, content: string) => chunkOf({ content }, null, id);
const reset = () => new ProviderError({ stage: 'stream', code: 'ECONNRESET', message: 'reset' }, undefined);

/** What comes of one attempt: chunks, of which an error is thrown, or a refusal. */
type Script = readonly (ChatCompletionChunk | Error)[] | Error;

function play(...scripts: readonly Script[]) {
  const calls: ProviderCall[] = [];
  const provider: Provider = {
    complete: () => Promise.reject(new Error('not asked')),
    stream: async (call) => {
      calls.push(call);
      const script = scripts[calls.length - 1] ?? [];
      if (script instanceof Error) throw script;
      return { value: chunks(script) };
    },
  };
  return { provider, calls };
}

async function* chunks(script: readonly (ChatCompletionChunk | Error)[]): AsyncGenerator<ChatCompletionChunk> {
  for (const chunk of script) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

interface Seen {
  readonly chunks: readonly RoutedChunk[];
  readonly text: string;
  readonly error: StreamInterruptedError | undefined;
  readonly routing: RoutingReport;
  readonly calls: readonly ProviderCall[];
}

async function run(scripts: readonly Script[], input: PlanInput, more: Partial<ExecutionContext> = {}): Promise<Seen> {
  const { provider, calls } = play(...scripts);
  const slots = input.slots ?? [slotOf('fast'), slotOf('spare'), slotOf('last')];
  const plan = planOf({ ...input, slots, body: { stream: true, ...input.body } as never });
  const result: RoutedStream = await stream(plan, contextOf(provider, more));
  const seen: RoutedChunk[] = [];
  let error: StreamInterruptedError | undefined;
  try {
    for await (const chunk of result) seen.push(chunk);
  } catch (thrown) {
    error = thrown as StreamInterruptedError;
  }
  const text = seen.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
  return { chunks: seen, text, error, routing: await result.routing, calls };
}

const restart = (body = {}): PlanInput => ({ settings: { onInterrupt: 'restart' }, body });
const events = { routingEvents: true };
const outcomes = ({ attempts }: RoutingReport) => attempts.map(({ slot, outcome }) => `${slot} ${outcome}`);

/** What a reader has who does as the events say. */
function afterRestart(seen: readonly RoutedChunk[]): readonly RoutedChunk[] {
  return seen.slice(seen.findLastIndex((chunk) => chunk.routing_event?.type === 'stream-restart') + 1);
}

describe('restart', () => {
  it('begins the answer anew at the next target, and says where', async () => {
    const { chunks, error, routing } = await run(
      [[...saying('one', 'Half an ', null)], saying('two', 'A whole answer.')],
      restart(),
      events,
    );
    expect(error).toBeUndefined();
    expect(afterRestart(chunks)).toEqual(saying('two', 'A whole answer.'));
    const seam = { type: 'stream-restart', because: 'truncated', attempt: 1, slot: 'spare', at: 8 };
    expect(chunks.flatMap((chunk) => chunk.routing_event ?? [])).toEqual([seam]);
    expect(routing).toMatchObject({ served_by: 1, seams: [seam] });
    expect(outcomes(routing)).toEqual(['fast truncated', 'spare ok']);
  });

  it('is STREAM_INTERRUPTED for a reader who did not ask for routing events, and the report says why', async () => {
    const { text, error, routing } = await run([saying('one', 'Half an ', null), saying('two', 'All.')], restart());
    expect(text).toBe('Half an ');
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', text: 'Half an ' });
    expect(routing.not_applied).toEqual([
      {
        setting: 'stream.on_interrupt',
        because: 'a reader who did not ask for routing events would see the text twice',
      },
    ]);
    expect(outcomes(routing)).toEqual(['fast truncated']);
  });

  it.each<[string, readonly ChatCompletionChunk[]]>([
    [
      'tool calls',
      [
        chunkOf({ role: 'assistant', tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '' } }] }),
        chunkOf({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }),
        chunkOf({}, 'tool_calls'),
      ],
    ],
    [
      'several choices',
      [
        chunkOf({ content: 'a' }),
        chunkOf({ content: 'b' }, null, 'c', 1),
        chunkOf({}, 'stop', 'c', 1),
        chunkOf({}, 'stop'),
      ],
    ],
    ['a refusal', [chunkOf({ refusal: 'No.' }), chunkOf({}, 'stop')]],
    ['reasoning', [chunkOf({ reasoning: 'hm' }), chunkOf({ content: 'x' }), chunkOf({}, 'stop')]],
  ])('gives %s whole', async (_, whole) => {
    const broken = whole.slice(0, -1);
    const { chunks, error } = await run([broken, whole], restart(whole.length === 4 ? { n: 2 } : {}), events);
    expect(error).toBeUndefined();
    expect(afterRestart(chunks)).toEqual(whole);
  });

  it('happens as often as there are targets', async () => {
    const { error, routing, chunks } = await run(
      [saying('1', 'a b ', null), [...saying('2', 'c d ', null), reset()], saying('3', 'e f')],
      restart(),
      events,
    );
    expect(error).toBeUndefined();
    expect(routing.seams?.map(({ slot, because }) => `${slot} ${because}`)).toEqual([
      'spare truncated',
      'last network',
    ]);
    expect(afterRestart(chunks)).toEqual(saying('3', 'e f'));
  });

  it('ends with the first break when no other target answers, and counts every attempt', async () => {
    const down = new ProviderError({ stage: 'response', status: 410, message: 'gone' }, undefined);
    const { error, text, routing } = await run([saying('1', 'a b ', null), down, down], restart(), events);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', text: 'a b ' });
    expect(text).toBe('a b ');
    expect(error?.message).toContain('fast');
    expect(outcomes(routing)).toEqual(['fast truncated', 'spare model_gone', 'last model_gone']);
    expect(routing).toMatchObject({ served_by: null });
    expect(routing).not.toHaveProperty('seams');
  });

  it('does not happen for a class that the policy does not fall back from', async () => {
    const input = { settings: { onInterrupt: 'restart', fallback: { on: ['overloaded'] } } } as const;
    const { error, routing } = await run([saying('1', 'a b ', null)], input, events);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
    expect(outcomes(routing)).toEqual(['fast truncated']);
  });
});

const going: PlanInput = { settings: { onInterrupt: 'continue' } };

describe('continue', () => {
  it('gives the partial answer to the next target, and its text follows', async () => {
    const { text, chunks, routing, calls, error } = await run(
      [[...saying('one', 'One two ', null), reset()], saying('two', 'three four.')],
      going,
    );
    expect(error).toBeUndefined();
    expect(text).toBe('One two three four.');
    expect(calls[1]?.body.messages.at(-1)).toEqual({ role: 'assistant', content: 'One two' });
    expect(routing.seams).toEqual([{ type: 'stream-continue', because: 'network', attempt: 1, slot: 'spare', at: 8 }]);
    expect(outcomes(routing)).toEqual(['fast network', 'spare ok']);
    expect(chunks.every((chunk) => chunk.routing_event === undefined)).toBe(true);
  });

  it('keeps one id and tells the role once', async () => {
    const { chunks } = await run([saying('one', 'One two ', null), saying('two', 'three')], going);
    expect(new Set(chunks.map(({ id, created }) => `${id} ${created}`))).toEqual(new Set(['one 3']));
    expect(chunks.filter((chunk) => chunk.choices[0]?.delta.role !== undefined)).toHaveLength(1);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  });

  it('marks the seam for a reader who asked for routing events', async () => {
    const { chunks } = await run([saying('one', 'One two ', null), saying('two', 'three')], going, events);
    const at = chunks.findIndex((chunk) => chunk.routing_event !== undefined);
    expect(chunks[at]).toMatchObject({ choices: [], routing_event: { type: 'stream-continue', at: 8 } });
    expect(
      chunks
        .slice(0, at)
        .map((chunk) => chunk.choices[0]?.delta.content)
        .join(''),
    ).toBe('One two ');
  });

  it('leaves out what a model says again from the beginning', async () => {
    const whole = 'The capital of France is Paris.';
    const { text, routing } = await run([saying('one', 'The capital of ', null), saying('two', whole)], going);
    expect(text).toBe(whole);
    expect(routing.seams).toMatchObject([{ repeated: 'The capital of '.length }]);
  });

  it('may break and go on again', async () => {
    const { text, calls, routing } = await run(
      [saying('1', 'One two ', null), [...saying('2', 'three four ', null), reset()], saying('3', 'five.')],
      going,
    );
    expect(text).toBe('One two three four five.');
    expect(calls[2]?.body.messages.slice(-1)).toEqual([{ role: 'assistant', content: 'One two three four' }]);
    expect(calls[2]?.body.messages).toHaveLength(2);
    expect(routing.seams?.map(({ at }) => at)).toEqual([8, 19]);
  });

  it('tells all that was delivered when it breaks for good', async () => {
    const { text, error } = await run(
      [saying('1', 'One ', null), saying('2', 'two ', null), saying('3', 'three ', null)],
      going,
    );
    expect(text).toBe('One two three ');
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', text, texts: [text] });
  });

  it('keeps what looked like a repetition when the model that gave it breaks off too', async () => {
    const before = 'It was the best of times, it was the worst of times, ';
    const { text, error } = await run([saying('one', before, null), saying('two', 'It was the best', null)], going);
    expect(error?.text).toBe(text);
    expect(text).toBe(`${before}It was the best`);
  });

  it('tells the text of the first choice, though another had begun before it', async () => {
    const { error } = await run([[chunkOf({ content: 'b' }, null, 'one', 1)]], restart({ n: 2 }));
    expect([error?.text, error?.texts]).toEqual(['', ['', 'b']]);
  });

  it('lets the next model find nothing to add', async () => {
    const { text, error, routing } = await run([saying('1', 'All said.', null), saying('2', '')], going);
    expect(error).toBeUndefined();
    expect(text).toBe('All said.');
    expect(routing.served_by).toBe(1);
  });

  it('asks another when a server refuses a message that was begun for it', async () => {
    const refused = new ProviderError({ stage: 'response', status: 400, message: 'no prefill' }, undefined);
    const { text, routing } = await run([saying('1', 'One ', null), refused, saying('3', 'two')], going);
    expect(text).toBe('One two');
    expect(outcomes(routing)).toEqual(['fast truncated', 'spare caller_fault', 'last ok']);
  });

  it('leaves the rest of the limit to the next model', async () => {
    const { calls } = await run([saying('1', 'x'.repeat(80), null), saying('2', 'y')], going);
    expect(calls.map(({ body }) => body.max_tokens)).toEqual([100, 80]);
  });

  it('begins anew when only reasoning was delivered', async () => {
    const thinking = Array.from({ length: 70 }, () => chunkOf({ reasoning: 'h' }));
    const { text, calls, error } = await run([thinking, saying('2', 'Answer.')], going);
    expect(error).toBeUndefined();
    expect(text).toBe('Answer.');
    expect(calls[1]?.body.messages).toHaveLength(1);
  });

  const call = chunkOf({ tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '{"a' } }] });
  it.each<[string, string, readonly ChatCompletionChunk[], object]>([
    ['a tool call is under way', 'a tool call was under way', [say('c', 'Let me see. '), call], {}],
    ['a refusal is', 'a refusal was under way', [chunkOf({ refusal: 'I can' })], {}],
    ['there are several choices', 'the request asks for several choices', [say('c', 'a ')], { n: 2 }],
    [
      'the answer is JSON',
      'an answer in JSON cannot be taken up by another model',
      [say('c', '{"a":')],
      { response_format: { type: 'json_object' } },
    ],
    [
      'log probabilities are wanted',
      'log probabilities of two models do not fit together',
      [say('c', 'a ')],
      { logprobs: true },
    ],
  ])('is STREAM_INTERRUPTED when %s, and the report says why', async (_, because, script, body) => {
    const { error, routing, calls } = await run([script, saying('2', 'garbage')], { ...going, body: body as never });
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
    expect(routing.not_applied).toEqual([{ setting: 'stream.on_interrupt', because }]);
    expect(calls).toHaveLength(1);
  });
});

/** A clock on which no deadline ever passes. */
const standingStill: Runtime = {
  ...createVirtualRuntime(),
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
};

describe('a reader who stops while another target is asked', () => {
  it('ends the stream, and the record has every attempt once', async () => {
    const { provider } = play(saying('1', 'One ', null));
    let asked = 0;
    const stalling: Provider = {
      ...provider,
      stream: (call) => {
        asked += 1;
        if (asked === 1) return provider.stream(call);
        return new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(call.signal.reason)));
      },
    };
    const plan = planOf({ ...going, body: { stream: true } as never });
    const result = await stream(plan, contextOf(stalling, { runtime: standingStill }));
    const iterator = result[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const waiting = iterator.next();
    await new Promise(setImmediate);
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(outcomes(await result.routing)).toEqual(['fast truncated', 'spare cancelled']);
  });
});
