import { describe, expect, it } from 'vitest';
import { parseChatBody } from '../../src/request/parse-request.js';
import { textOf } from '../../src/request/request-text.js';
import type { ChatBody } from '../../src/request/routing-request.js';
import { turnsOf } from '../../src/request/turns.js';

const conversation = bodyOf({
  model: 'auto',
  messages: [
    { role: 'developer', content: 'be kind' },
    { role: 'system', content: [{ type: 'text', text: 'be brief' }] },
    { role: 'user', name: 'ann', content: 'first' },
    {
      role: 'assistant',
      content: null,
      refusal: 'not that',
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '{"q":"weather"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'second' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'BBBB', format: 'wav' } },
        { type: 'file', file: { filename: 'taxes.pdf', file_data: 'CCCC' } },
        { type: 'text', text: 'half' },
      ],
    },
    { role: 'assistant', content: [{ type: 'refusal', refusal: 'never' }], reasoning: 'thinking' },
  ],
  tools: [{ type: 'function', function: { name: 'look_up', description: 'Finds.' } }],
  response_format: { type: 'json_schema', json_schema: { name: 'answer' } },
  prediction: { type: 'content', content: 'perhaps' },
  from_the_future: { note: 'later' },
});

function bodyOf(body: unknown): ChatBody {
  return parseChatBody(body).body;
}

function withPart(part: object): object {
  return { messages: [{ role: 'user', content: [part] }] };
}

describe('the text of a request', () => {
  it('is by selection the last user message, every user message, or what the system says', () => {
    expect(textOf(conversation, 'last_user')).toBe('second\nhalf');
    expect(textOf(conversation, 'user')).toBe('first\nsecond\nhalf');
    expect(textOf(conversation, 'system')).toBe('be kind\nbe brief');
  });

  it('is with all everything that is sent, but no media and no words of the protocol', () => {
    expect(textOf(conversation, 'all').split('\n')).toEqual([
      'be kind',
      'be brief',
      'ann',
      'first',
      'not that',
      'call_1',
      'look_up',
      '{"q":"weather"}',
      'call_1',
      'rain',
      'second',
      'taxes.pdf',
      'half',
      'never',
      'thinking',
      'look_up',
      'Finds.',
      'answer',
      'perhaps',
      'from_the_future',
      'note',
      'later',
    ]);
  });

  it('is empty without a user message', () => {
    const body = bodyOf({ messages: [{ role: 'system', content: 'x' }] });
    expect(textOf(body, 'last_user')).toBe('');
    expect(textOf(body, 'user')).toBe('');
    expect(turnsOf(body)).toBe(0);
  });

  it('includes a text that only looks like media', () => {
    const text = 'data:image/png;base64, my number is 512-43-1188';
    expect(textOf(bodyOf({ messages: [{ role: 'user', content: text }] }), 'all')).toBe(text);
  });

  it('includes the older functions and function calls', () => {
    const body = bodyOf({
      messages: [{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"a":1}' } }],
      functions: [{ name: 'f' }],
    });
    expect(textOf(body, 'all')).toBe('f\n{"a":1}\nf');
  });

  const secret = '512-43-1188';
  it.each<[string, object]>([
    ['a name of a field', { metadata: { [secret]: 'x' } }],
    ['a name of a field of a message', { messages: [{ role: 'user', content: '', [secret]: 1 }] }],
    ['a field of a plugin', { plugins: [{ id: 'web', search_prompt: `SSN ${secret}` }] }],
    ['a response format of another type', { response_format: { type: 'grammar', grammar: secret } }],
    ['another field of a response format', { response_format: { type: 'json_schema', note: secret } }],
    ['a response format that is a text', { response_format: { type: secret } }],
    ['a data URL that is no image', withPart({ type: 'image_url', image_url: { url: `data:text/plain,${secret}` } })],
    ['a data URL without base64', withPart({ type: 'image_url', image_url: { url: `data:image/svg+xml,${secret}` } })],
    ['the level of detail', withPart({ type: 'image_url', image_url: { url: 'x', detail: secret } })],
    ['the format of audio', withPart({ type: 'input_audio', input_audio: { data: 'AAAA', format: secret } })],
    ['audio that is none', withPart({ type: 'input_audio', input_audio: { data: secret, format: 'wav' } })],
    ['the type of a part', withPart({ type: secret })],
    ['a role', { messages: [{ role: secret, content: '' }] }],
    ['an id of a message', { messages: [{ role: 'user', content: '', id: secret }] }],
    ["ids and types that are not the protocol's", { records: [{ id: 'ada@example.org', type: secret }] }],
    ['a prompt among the settings of reasoning', { reasoning: { prompt: secret } }],
    ['a named effort', { reasoning: { effort: secret } }],
    ['a setting', { temperature: secret }],
  ])('sees with all %s', (_, body) => {
    expect(textOf(bodyOf({ messages: [{ role: 'user', content: 'x' }], ...body }), 'all')).toContain(secret);
  });

  it('sees numbers with all, but not the few digits of a setting', () => {
    const body = { messages: [{ role: 'user', content: 'x' }], customer: { card: 4111111111111111 }, temperature: 0.7 };
    expect(textOf(bodyOf({ ...body, seed: 5555555555554444, max_tokens: 256 }), 'all').split('\n')).toEqual([
      'x',
      'customer',
      'card',
      '4111111111111111',
      '5555555555554444',
    ]);
  });

  it('leaves out what is never sent', () => {
    const body = { messages: [{ role: 'user', content: 'x' }], model: 'a', models: ['b'], route: 'c', preset: 'd' };
    expect(textOf(bodyOf(body), 'all')).toBe('x');
  });

  it('counts user messages as turns', () => {
    expect(turnsOf(conversation)).toBe(2);
  });
});
