import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestTokenParts } from '../../src/facts/tokens/request-tokens.js';
import { loadTokenizer } from '../../src/facts/tokens/tokenizer.js';
import { parseChatBody } from '../../src/request/parse-request.js';
import { promptTokenBounds } from '../../src/request/prompt-token-bounds.js';
import { textOf } from '../../src/request/request-text.js';
import type { ChatBody } from '../../src/request/routing-request.js';

const bodyOf = (body: unknown): ChatBody => parseChatBody(body).body;
const saying = (content: unknown): ChatBody => bodyOf({ messages: [{ role: 'user', content }] });

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('', ' '.repeat(500), 'a'.repeat(99)),
);
const items = fc.oneof(
  fc.array(text),
  fc.array(fc.constantFrom('a', 1, 0.5, null, true), { minLength: 400, maxLength: 900, size: 'max' }),
);
const schema = fc.record({
  type: fc.constant('object'),
  properties: fc.dictionary(text, fc.record({ type: fc.constant('string'), description: text, enum: items })),
});
const call = fc
  .record({ name: text, arguments: text })
  .map((called) => ({ id: 'c', type: 'function', function: called }));
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('user', 'system', 'developer'), name: text, content: text }),
  fc.record({ role: fc.constant('assistant'), content: fc.constant(null), tool_calls: fc.array(call) }),
  fc.record({
    role: fc.constant('tool'),
    tool_call_id: text,
    content: fc.array(fc.record({ type: fc.constant('text'), text })),
  }),
);
const body = fc
  .record({
    messages: fc.array(message, { minLength: 1, maxLength: 5 }),
    tools: fc.array(fc.record({ function: fc.record({ name: text, description: text, parameters: schema }) }), {
      maxLength: 3,
    }),
    user: text,
    metadata: fc.dictionary(text, text),
    response_format: fc.constantFrom(null, { type: 'json_schema', json_schema: { name: 'x', schema: { a: ['b'] } } }),
  })
  .map(bodyOf);

describe('bounds of the prompt', () => {
  it.each(['o200k_base', 'cl100k_base'] as const)('hold for any request counted with %s', async (encoding) => {
    const tokenizer = await loadTokenizer(encoding);
    await fc.assert(
      fc.asyncProperty(body, async (request) => {
        const { texts, overhead } = requestTokenParts(request, encoding);
        const tokens = (await tokenizer.count(texts)).at_least + overhead;
        const { at_least, at_most } = promptTokenBounds(request);
        expect(at_least).toBeLessThanOrEqual(tokens);
        expect(at_most).toBeGreaterThanOrEqual(tokens);
        expect(at_most).toBeGreaterThanOrEqual(Buffer.byteLength(textOf(request, 'all')));
      }),
    );
  });

  it('grow with the bytes of the text, not its characters', () => {
    expect(promptTokenBounds(saying('漢'.repeat(128))).at_least).toBe(3);
    expect(promptTokenBounds(saying('a'.repeat(128))).at_least).toBe(1);
    expect(promptTokenBounds(saying('')).at_least).toBe(0);
    const [short, long] = [promptTokenBounds(saying('a')).at_most ?? 0, promptTokenBounds(saying('a漢')).at_most ?? 0];
    expect(long - short).toBe(3);
  });

  it.each([
    ['an image', saying([{ type: 'image_url', image_url: { url: 'x' } }])],
    ['audio', saying([{ type: 'input_audio', input_audio: {} }])],
    ['a file', saying([{ type: 'file', file: {} }])],
    ['a part nobody has heard of', saying([{ type: 'video_url' }])],
    ['earlier audio', bodyOf({ messages: [{ role: 'assistant', audio: { id: 'a' } }] })],
    ['earlier images', bodyOf({ messages: [{ role: 'assistant', images: [] }] })],
    ['a web search', bodyOf({ messages: [{ role: 'user', content: 'x' }], web_search_options: {} })],
  ])('have no top with %s', (_, request) => {
    expect(promptTokenBounds(request).at_most).toBeUndefined();
  });
});
