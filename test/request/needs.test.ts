import { describe, expect, it } from 'vitest';
import { needsOf } from '../../src/request/needs.js';
import { parseChatBody } from '../../src/request/parse-request.js';

const part = (type: string): unknown => ({ [type]: { url: 'x', data: '', format: 'wav' }, type });
const asking = (...parts: readonly unknown[]): unknown[] => [{ role: 'user', content: parts }];
const hello = [{ role: 'user', content: 'hello' }];

describe('what a body needs', () => {
  it.each<[string, object, readonly string[]]>([
    ['nothing for a text', { messages: hello }, []],
    ['tools for tools', { messages: hello, tools: [{ function: { name: 'f' } }] }, ['tools']],
    ['tools for functions', { messages: hello, functions: [{ name: 'f' }] }, ['tools']],
    ['nothing for empty or null tools', { messages: hello, tools: [], functions: null }, []],
    ['vision for an image', { messages: asking(part('image_url')) }, ['vision']],
    ['audio for an audio part', { messages: asking(part('input_audio')) }, ['audio']],
    ['audio for a spoken answer', { messages: hello, modalities: ['text', 'audio'] }, ['audio']],
    [
      'json_schema for a response schema',
      { messages: hello, response_format: { type: 'json_schema' } },
      ['json_schema'],
    ],
    ['nothing for a JSON object', { messages: hello, response_format: { type: 'json_object' } }, []],
    ['nothing for a file', { messages: asking(part('file')) }, []],
    [
      'all of them, in one order',
      {
        response_format: { type: 'json_schema' },
        modalities: ['audio'],
        messages: asking(part('image_url')),
        tools: [{ function: { name: 'f' } }],
      },
      ['tools', 'vision', 'audio', 'json_schema'],
    ],
  ])('is %s', (_, body, needs) => {
    expect(needsOf(parseChatBody(body).body)).toEqual(needs);
  });
});
