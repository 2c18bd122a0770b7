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

describe('the text of a request', () => {
  it('is by selection the last user message, every user message, or what the system says', () => {
    expect(textOf(conversation, 'last_user')).toBe('second\nhalf');
    expect(textOf(conversation, 'user')).toBe('first\nsecond\nhalf');
    expect(textOf(conversation, 'system')).toBe('be kind\nbe brief');
  });

  it('is with all everything that is sent, but no media, ids or names of modes', () => {
    expect(textOf(conversation, 'all').split('\n')).toEqual([
      'be kind',
      'be brief',
      'ann',
      'first',
      'not that',
      'look_up',
      '{"q":"weather"}',
      'rain',
      'second',
      'taxes.pdf',
      'half',
      'never',
      'thinking',
      '[{"type":"function","function":{"name":"look_up","description":"Finds."}}]',
      '{"name":"answer"}',
      'perhaps',
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
    expect(textOf(body, 'all')).toBe('f\n{"a":1}\n[{"name":"f"}]');
  });

  it('is refused with a RouterError when the body contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    const message = { role: 'user', content: 'x' };
    expect(() => textOf(bodyOf({ messages: [{ ...message, loop }] }), 'all')).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
    expect(() => textOf(bodyOf({ messages: [message], tools: [loop] }), 'all')).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
  });

  it('counts user messages as turns', () => {
    expect(turnsOf(conversation)).toBe(2);
  });
});
