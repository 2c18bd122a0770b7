import fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { describe, expect, it, onTestFinished } from 'vitest';
import { promptBound } from '../../../src/execute/live/prompt-bound.js';
import { requestTokenParts } from '../../../src/facts/tokens/request-tokens.js';
import type { OutgoingBody, PlannedTarget } from '../../../src/plan/execution-plan.js';
import type { ModelSlot } from '../../../src/policy/model-slot.js';
import { promptTokenBounds } from '../../../src/request/prompt-token-bounds.js';
import type { ChatBody } from '../../../src/request/routing-request.js';

const place = { file: 'policy.yaml', line: 1, column: 1 } as unknown as ModelSlot['place'];

function slotOf(id: string, kind: 'openai' | 'openrouter' = 'openrouter', baseUrl = 'http://127.0.0.1/v1'): ModelSlot {
  return { name: id, id, labels: [], place, endpoint: { name: kind, kind, baseUrl, headers: {}, place } };
}

function boundOf(slot: ModelSlot, body: object, nativeFallbacks: readonly ModelSlot[] = []) {
  return promptBound({
    slot,
    body: { model: slot.id, ...body } as unknown as OutgoingBody,
    nativeFallbacks: nativeFallbacks.map((fallback) => ({ slot: fallback, model: fallback.id })),
  } as unknown as PlannedTarget);
}

const prose = 'The router sends every request to the model that is enough for it. '.repeat(40);
const saying = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const byBytes = (body: object) => promptTokenBounds(body as unknown as ChatBody).at_most;

describe('the bound of a prompt', () => {
  it.each([
    ["OpenAI's model through OpenRouter", slotOf('openai/gpt-4o-mini')],
    ['its variant', slotOf('openai/gpt-4o-mini:floor')],
    ["OpenAI's model at OpenAI", slotOf('gpt-4.1', 'openai', 'https://api.openai.com/v1')],
    ['an older one', slotOf('openai/gpt-4-turbo')],
  ])('is counted for %s', async (_, slot) => {
    const most = (await boundOf(slot, saying(prose))) ?? Number.NaN;
    expect(most).toBeLessThan((byBytes(saying(prose)) ?? 0) / 3);
  });

  it.each([
    ["another maker's model", slotOf('anthropic/claude-sonnet-4')],
    ['a model of that name at another server', slotOf('gpt-4o', 'openai')],
    [
      "a server whose address only begins like OpenAI's",
      slotOf('gpt-4o', 'openai', 'https://api.openai.com.example/v1'),
    ],
    ['a model that searches by itself', slotOf('openai/gpt-4o-search-preview')],
    ['a model that is not listed', slotOf('openai/gpt-99')],
    ['a name that objects inherit', slotOf('openai/constructor')],
  ])('is that of its bytes for %s', async (_, slot) => {
    expect(await boundOf(slot, saying(prose))).toBe(byBytes(saying(prose)));
  });

  it('is that of its bytes when the endpoint may fall back to a model whose tokenizer is not known', async () => {
    const [known, other] = [slotOf('openai/gpt-4o'), slotOf('openai/gpt-4.1')];
    expect(await boundOf(known, saying(prose), [other])).toBe(await boundOf(known, saying(prose)));
    expect(await boundOf(known, saying(prose), [other, slotOf('qwen/qwen3')])).toBe(byBytes(saying(prose)));
  });

  it('is that of its bytes when the prompt is very long', async () => {
    const long = saying('word '.repeat(60_000));
    expect(await boundOf(slotOf('openai/gpt-4o'), long)).toBe(byBytes(long));
  });

  it('counts texts that a template may join by their bytes', async () => {
    const parts = saying([
      { type: 'text', text: prose },
      { type: 'text', text: prose },
    ]);
    expect(await boundOf(slotOf('openai/gpt-4o'), parts)).toBe(byBytes(parts));
  });

  it('is not there where the prompt cannot be bounded', async () => {
    const image = saying([{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }]);
    expect(await boundOf(slotOf('openai/gpt-4o'), image)).toBeUndefined();
    expect(await boundOf(slotOf('openai/gpt-4o'), { ...saying('x'), model: 'openai/gpt-4o:online' })).toBeUndefined();
  });

  it('is never below what the request counts by OpenAI’s own rules, nor above its bytes', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(prose, 'x'.repeat(700), '漢字仮名交じり文', '<|endoftext|>', '    \n\n\t', '👩‍👩‍👧‍👦'),
    );
    const message = fc.oneof(
      fc.record({ role: fc.constantFrom('system', 'user'), content: text }),
      fc.record({ role: fc.constant('user'), name: text, content: text }),
      fc.record({ role: fc.constant('user'), content: fc.array(fc.record({ type: fc.constant('text'), text })) }),
      fc.record({
        role: fc.constant('assistant'),
        content: text,
        tool_calls: fc.array(
          fc.record({
            id: fc.constant('c'),
            type: fc.constant('function'),
            function: fc.record({ name: fc.constant('look_up'), arguments: text }),
          }),
          { maxLength: 2 },
        ),
      }),
      fc.record({ role: fc.constant('tool'), tool_call_id: fc.constant('c'), content: text }),
    );
    const tool = fc.record({
      type: fc.constant('function'),
      function: fc.record({
        name: fc.constant('look_up'),
        description: text,
        parameters: fc.record({
          type: fc.constant('object'),
          properties: fc.record({ q: fc.record({ type: fc.constant('string'), description: text }) }),
        }),
      }),
    });
    const encodings = [
      ['openai/gpt-4o', 'o200k_base'],
      ['openai/gpt-4', 'cl100k_base'],
    ] as const;
    for (const [id, name] of encodings) {
      const encoder = get_encoding(name);
      onTestFinished(() => encoder.free());
      const body = fc.record(
        { messages: fc.array(message, { minLength: 1, maxLength: 4 }), tools: fc.array(tool, { maxLength: 2 }) },
        { requiredKeys: ['messages'] },
      );
      await fc.assert(
        fc.asyncProperty(body, async (sent) => {
          const { texts, overhead } = requestTokenParts(sent as unknown as ChatBody, name);
          const counted = texts.reduce((sum, part) => sum + encoder.encode_ordinary(part).length, overhead);
          const most = (await boundOf(slotOf(id), sent)) ?? Number.NaN;
          expect(most).toBeGreaterThanOrEqual(counted);
          expect(most).toBeLessThanOrEqual(byBytes(sent) ?? Number.NaN);
        }),
        { numRuns: 80 },
      );
    }
  });
});
