import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import { react } from '../../../src/providers/simulated/react.js';
import { answerStep } from '../../../src/providers/simulated/script-step.js';
import { readSimulatedRequest } from '../../../src/providers/simulated/simulated-request.js';
import { countTokens, splitTokens } from '../../../src/providers/simulated/split-tokens.js';

type Body = Readonly<Record<string, unknown>>;
const context = { kind: 'openai', now: 0, ordinal: 0, chunkDelayMs: 0 } as const;
const ask = (content: string, rest: Body = {}): Body => ({
  model: 'm',
  messages: [{ role: 'user', content }],
  ...rest,
});

function complete(body: Body, kind: 'openai' | 'openrouter' = 'openai'): ChatCompletion {
  const request = readSimulatedRequest(body);
  if ('param' in request) return expect.unreachable(request.message);
  const reaction = react(answerStep, request, { ...context, kind });
  if (reaction.kind !== 'whole' || typeof reaction.body === 'string' || 'error' in reaction.body) {
    return expect.unreachable(reaction.kind);
  }
  return reaction.body as ChatCompletion;
}

function stream(body: Body, kind: 'openai' | 'openrouter' = 'openai'): readonly ChatCompletionChunk[] {
  const request = readSimulatedRequest({ ...body, stream: true });
  if ('param' in request) return expect.unreachable(request.message);
  const reaction = react(answerStep, request, { ...context, kind });
  if (reaction.kind !== 'streamed') return expect.unreachable(reaction.kind);
  return reaction.events.flatMap((event) => (event.kind === 'chunk' ? [event.chunk] : []));
}

const textOf = (body: Body): string => complete(body).choices[0]?.message.content ?? '';

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
    },
  },
};

describe('a simulated answer', () => {
  it('is the same for the same request, today and tomorrow', () => {
    expect(textOf(ask('Compare rivers with lakes'))).toMatchInlineSnapshot(
      `"In brief, on “compare rivers with lakes”: Most of the difficulty lies in the details that are easy to overlook. It helps to write the assumptions down and to test them one by one. Ask for more detail on any part of it."`,
    );
  });

  it('differs between requests, models and choices', () => {
    const texts = new Set([
      textOf(ask('Compare rivers with lakes')),
      textOf(ask('Compare rivers with ponds')),
      textOf({ ...ask('Compare rivers with lakes'), model: 'other' }),
      ...complete(ask('Compare rivers with lakes', { n: 3 })).choices.map(({ message }) => message.content),
    ]);
    expect(texts.size).toBeGreaterThanOrEqual(4);
  });

  it('never repeats numbers or addresses of the prompt', () => {
    const text = textOf(ask('my number 512-43-1188 belongs to anna.smith@example.com and abc123def'));
    expect(text).not.toMatch(/512|1188|anna|smith|example|abc123/);
    expect(text).toContain('number belongs');
  });

  it('stops at the token limit, the smaller of the two, and says so', () => {
    for (const limits of [
      { max_tokens: 5 },
      { max_completion_tokens: 5 },
      { max_tokens: 9, max_completion_tokens: 5 },
    ]) {
      const { choices, usage } = complete(ask('Compare rivers with lakes', limits));
      expect(choices[0]?.finish_reason).toBe('length');
      expect(usage?.completion_tokens).toBe(5);
      expect(countTokens(choices[0]?.message.content ?? '')).toBe(5);
    }
  });

  it('ends before a stop sequence', () => {
    const text = textOf(ask('Compare rivers with lakes'));
    expect(textOf(ask('Compare rivers with lakes', { stop: 'rivers' }))).toBe(text.slice(0, text.indexOf('rivers')));
    expect(textOf(ask('Compare rivers with lakes', { stop: ['nowhere', 'with'] }))).toMatch(/rivers $/);
  });

  it('gives as many choices as are asked for, and counts them all', () => {
    const { choices, usage } = complete(ask('hello', { n: 3 }));
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    const counted = choices.map(({ message }) => countTokens(message.content ?? ''));
    expect(usage?.completion_tokens).toBe(counted.reduce((sum, count) => sum + count));
  });

  it('calls a tool when it must, when it is named, and when the user says its name', () => {
    const called = (body: Body) =>
      complete(body).choices[0]?.message.tool_calls?.map((call) => 'function' in call && call.function.name);
    const tools = [weather];
    expect(called(ask('hello', { tools }))).toBeUndefined();
    expect(called(ask('hello', { tools, tool_choice: 'required' }))).toEqual(['get_weather']);
    const choice = { type: 'function', function: { name: 'get_weather' } };
    expect(called(ask('hello', { tools, tool_choice: choice }))).toEqual(['get_weather']);
    expect(called(ask('please get weather for Graz', { tools }))).toEqual(['get_weather']);
    expect(called(ask('please get weather for Graz', { tools, tool_choice: 'none' }))).toBeUndefined();
  });

  it('answers in words once the tool has answered', () => {
    const messages = [
      { role: 'user', content: 'get weather for Graz' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
    ];
    const { choices } = complete({ model: 'm', messages, tools: [weather] });
    expect(choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringContaining('weather') },
    });
  });

  it('gives arguments that the tool’s schema allows', () => {
    const { choices } = complete(ask('hello', { tools: [weather], tool_choice: 'required' }));
    const call = choices[0]?.message.tool_calls?.[0];
    const validate = new Ajv2020({ strict: false }).compile(weather.function.parameters);
    expect(call?.type === 'function' && validate(JSON.parse(call.function.arguments))).toBe(true);
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
  });

  it('is JSON when JSON is asked for', () => {
    expect(JSON.parse(textOf(ask('hello', { response_format: { type: 'json_object' } })))).toHaveProperty('answer');
  });

  it('is what a JSON schema allows', () => {
    const leaf = fc.constantFrom(
      { type: 'string', minLength: 12 },
      { type: 'string', maxLength: 3 },
      { type: 'string', enum: ['x', 'y'] },
      { type: 'integer', minimum: 3, maximum: 5 },
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'boolean' },
      { type: 'null' },
      { type: ['null', 'integer'] },
      { const: 7 },
      { $ref: '#/$defs/name' },
      { anyOf: [{ type: 'boolean' }, { type: 'string' }] },
      { allOf: [{ type: 'object', properties: { p: { type: 'integer' } }, required: ['p'] }] },
    );
    const { schema } = fc.letrec((tie) => ({
      schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('object'), tie('array')),
      object: fc
        .dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('schema'), { maxKeys: 4 })
        .map((properties) => ({
          type: 'object',
          properties,
          required: Object.keys(properties),
          additionalProperties: false,
        })),
      array: fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
    }));
    fc.assert(
      fc.property(schema, (body) => {
        const whole = { ...(body as object), $defs: { name: { type: 'string', minLength: 1 } } };
        const validate = new Ajv2020({ strict: false }).compile(whole);
        const text = textOf(ask('hello', { response_format: { type: 'json_schema', json_schema: { schema: whole } } }));
        expect(validate(JSON.parse(text)), `${text} for ${JSON.stringify(whole)}`).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('ends for a schema that never does', () => {
    const endless = { type: 'object', properties: { again: { $ref: '#' } }, allOf: [{ $ref: '#' }] };
    const text = textOf(ask('hello', { response_format: { type: 'json_schema', json_schema: { schema: endless } } }));
    expect(JSON.parse(text)).toHaveProperty('again');
  });

  it('gives a logprob for every token, with as many alternatives as are asked for', () => {
    const { choices, usage } = complete(ask('hello', { logprobs: true, top_logprobs: 2 }));
    const logprobs = choices[0]?.logprobs?.content ?? [];
    expect(logprobs).toHaveLength(usage?.completion_tokens ?? 0);
    expect(logprobs.map(({ token }) => token).join('')).toBe(choices[0]?.message.content);
    expect(logprobs.every(({ logprob, top_logprobs }) => logprob <= 0 && top_logprobs.length === 2)).toBe(true);
    expect(complete(ask('hello')).choices[0]?.logprobs).toBeNull();
  });

  it('thinks when it is asked to, and shows it as OpenRouter does', () => {
    const body = ask('hello', { reasoning_effort: 'low' });
    const { usage, choices } = complete(body, 'openrouter');
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(16);
    expect(choices[0]?.message).toHaveProperty('reasoning');
    expect(complete(body).choices[0]?.message).not.toHaveProperty('reasoning');
    const starved = complete({ ...body, max_tokens: 10 });
    expect(starved.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(starved.usage?.completion_tokens).toBe(10);
  });

  it('counts every part of the prompt', () => {
    const count = (body: Body) => complete(body).usage?.prompt_tokens ?? 0;
    expect(count(ask('one two three'))).toBe(3 + 4);
    expect(count(ask('hi', { messages: [{ role: 'user', content: [{ type: 'text', text: 'one two' }] }] }))).toBe(
      2 + 4,
    );
    expect(count(ask('hi', { tools: [weather] }))).toBeGreaterThan(count(ask('hi')) + 20);
  });
});

describe('a simulated stream', () => {
  const bodies: readonly (readonly [string, Body])[] = [
    ['an answer', ask('Compare rivers with lakes')],
    ['a cut answer', ask('Compare rivers with lakes', { max_tokens: 3 })],
    ['several choices', ask('Compare rivers with lakes', { n: 3, logprobs: true })],
    ['a tool call', ask('hello', { tools: [weather], tool_choice: 'required' })],
    ['a custom tool', ask('hello', { tools: [{ type: 'custom', custom: { name: 'run' } }], tool_choice: 'required' })],
    ['thoughts', ask('hello', { reasoning_effort: 'medium' })],
  ];

  it.each(bodies)('adds up to the completion: %s', (_, body) => {
    for (const kind of ['openai', 'openrouter'] as const) {
      const chunks = stream({ ...body, stream_options: { include_usage: true } }, kind);
      const whole = complete(body, kind);
      expect(chunks.at(-1)?.usage).toEqual(whole.usage);
      expect(joined(chunks)).toEqual(
        whole.choices.map(({ message, finish_reason, logprobs }) => ({
          text: message.content ?? '',
          call: message.tool_calls?.[0] && JSON.parse(JSON.stringify(message.tool_calls[0])),
          finish_reason,
          logprobs: logprobs?.content?.length ?? 0,
        })),
      );
    }
  });

  it('opens with the role, and repeats its id', () => {
    const chunks = stream(ask('hello'));
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });
});

/** What a client makes of the chunks. */
function joined(chunks: readonly ChatCompletionChunk[]): unknown[] {
  const choices: {
    text: string;
    call: Record<string, unknown> | undefined;
    finish_reason: unknown;
    logprobs: number;
  }[] = [];
  for (const { index, delta, finish_reason, logprobs } of chunks.flatMap((chunk) => chunk.choices)) {
    choices[index] ??= { text: '', call: undefined, finish_reason: null, logprobs: 0 };
    const choice = choices[index];
    choice.text += delta.content ?? '';
    choice.finish_reason = finish_reason ?? choice.finish_reason;
    choice.logprobs += logprobs?.content?.length ?? 0;
    for (const { index: _, ...call } of delta.tool_calls ?? []) choice.call = merged(choice.call, call);
  }
  return choices;
}

function merged(before: Record<string, unknown> | undefined, part: object): Record<string, unknown> {
  const result: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(part)) {
    const old = result[key];
    if (typeof value === 'object') result[key] = merged(old as Record<string, unknown> | undefined, value);
    else result[key] = ['arguments', 'input'].includes(key) ? `${old ?? ''}${value}` : value;
  }
  return result;
}

describe('simulated tokens', () => {
  it('give back the text when they are joined', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => splitTokens(text).join('') === text));
  });

  it('are linear in blanks', () => {
    expect(countTokens(' '.repeat(1_000_000))).toBe(1);
  });
});
