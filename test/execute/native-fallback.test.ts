import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import { type Provider, type ProviderCall, ProviderError } from '../../src/execute/provider.js';
import { complete, contextOf, inhouse, openrouter, planOf, slotOf, stream } from '../support/execution.js';

const price = (usd: number) => ({ prompt: usd, completion: 0 });
const slots = [
  slotOf('first', { id: 'acme/first', price: price(1) }),
  slotOf('second', { id: 'acme/second', price: price(2) }),
  slotOf('third', { id: 'acme/third', price: price(3) }),
  slotOf('own', { id: 'own-1', endpoint: inhouse, price: price(4) }),
];
const native = { nativeFallback: true };

/** Answers as this model; an error refuses. */
function answering(...answers: readonly (string | Error)[]) {
  const calls: ProviderCall[] = [];
  const next = (call: ProviderCall): object => {
    const answer = answers[calls.push(call) - 1] ?? 'acme/first';
    if (answer instanceof Error) throw answer;
    return { id: 'c', model: answer, usage: { prompt_tokens: 1_000_000, completion_tokens: 0 } };
  };
  const provider: Provider = {
    complete: async (call) => {
      const choices = [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }];
      return {
        value: { ...next(call), choices, openrouter_metadata: { summary: 'direct' } } as unknown as ChatCompletion,
      };
    },
    stream: async (call) => {
      const head = next(call);
      return { value: chunks(head) };
    },
  };
  return { provider, calls };
}

async function* chunks(head: object): AsyncGenerator<ChatCompletionChunk> {
  const chunk = (rest: object) => ({ ...head, usage: undefined, ...rest }) as unknown as ChatCompletionChunk;
  yield chunk({ choices: [{ index: 0, delta: { content: 'x' }, finish_reason: null }] });
  yield chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  yield chunk({ choices: [], openrouter_metadata: { summary: 'direct' } });
}

const status = (code: number) => new ProviderError({ stage: 'response', status: code, message: 'no' }, undefined);
const network = new ProviderError({ stage: 'connect', code: 'ECONNREFUSED', message: 'refused' }, undefined);

describe('native_fallback', () => {
  it('has OpenRouter try the next models at the same endpoint, and lists it', () => {
    const { targets } = planOf({ slots, settings: native });
    expect(targets.map(({ body }) => body.models)).toEqual([
      ['acme/second', 'acme/third'],
      ['acme/third'],
      undefined,
      undefined,
    ]);
    expect(targets[0]?.changes).toMatchObject([{ param: 'models', change: 'set', to: ['acme/second', 'acme/third'] }]);
  });

  it('is off unless the policy says so', () => {
    expect(planOf({ slots }).targets.every(({ body }) => body.models === undefined)).toBe(true);
  });

  it('leaves out a model that would be sent another body, and those after it', () => {
    const others = [slots[0]!, slotOf('second', { supportedParams: [] }), slots[2]!];
    const { targets } = planOf({ slots: others, settings: native, body: { top_k: 5 } as never });
    expect(targets[0]).not.toHaveProperty('nativeFallbacks');
  });

  it('names at most three models, and only at one endpoint', () => {
    const elsewhere = { ...openrouter, name: 'other' };
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => slotOf(name));
    expect(planOf({ slots: many, settings: native }).targets[0]?.body.models).toHaveLength(3);
    const two = [slotOf('a'), slotOf('b', { endpoint: elsewhere })];
    expect(planOf({ slots: two, settings: native }).targets[0]?.body.models).toBeUndefined();
  });

  it('recognises the model that served, and charges its price', async () => {
    const { provider } = answering('acme/second');
    const { routing } = await complete(planOf({ slots, settings: native }), contextOf(provider));
    expect(routing.attempts).toMatchObject([
      { slot: 'first', served_slot: 'second', served_model: 'acme/second', cost: { usd: 2 } },
    ]);
  });

  it.each([
    ['acme/first', undefined, 1],
    ['acme/first-2025-01-01', undefined, 1],
    ['acme/third:free', 'third', 3],
    ['somebody/else', undefined, undefined],
  ])('knows %s as slot %s', async (served, slot, usd) => {
    const { provider } = answering(served);
    const { routing } = await complete(planOf({ slots, settings: native }), contextOf(provider));
    expect(routing.attempts[0]?.served_slot).toBe(slot);
    expect(routing.attempts[0]?.cost?.usd).toBe(usd);
  });

  it('goes on after the models that OpenRouter has tried', async () => {
    const { provider, calls } = answering(status(410), 'own-1');
    const { routing } = await complete(planOf({ slots, settings: native }), contextOf(provider));
    expect(calls.map(({ body }) => body.model)).toEqual(['acme/first', 'own-1']);
    expect(routing.attempts.map(({ slot, outcome }) => `${slot} ${outcome}`)).toEqual(['first model_gone', 'own ok']);
  });

  it('tries them itself when OpenRouter did not get that far', async () => {
    const { provider, calls } = answering(network, network, 'acme/second');
    await complete(planOf({ slots, settings: native }), contextOf(provider));
    expect(calls.map(({ body }) => body.model)).toEqual(['acme/first', 'acme/first', 'acme/second']);
  });
});

describe("OpenRouter's routing metadata", () => {
  it('is kept in the attempt', async () => {
    const { provider } = answering();
    const { routing } = await complete(planOf({ slots }), contextOf(provider));
    expect(routing.attempts[0]?.router_metadata).toEqual({ summary: 'direct' });
  });

  it('of a stream is kept in the attempt, and its chunk is not shown', async () => {
    const { provider } = answering();
    const result = await stream(planOf({ slots, body: { stream: true } as never }), contextOf(provider));
    const seen: ChatCompletionChunk[] = [];
    for await (const chunk of result) seen.push(chunk);
    expect(seen.every(({ choices }) => choices.length === 1)).toBe(true);
    expect((await result.routing).attempts[0]?.router_metadata).toEqual({ summary: 'direct' });
  });
});
