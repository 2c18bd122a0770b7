import { get_encoding } from 'tiktoken';
import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../src/request/parse-request.js';
import { estimatePromptTokens } from '../../src/request/prompt-token-estimate.js';

function estimate(body: object): number {
  return estimatePromptTokens(parseRequest(body).body);
}

const says = (content: unknown) => ({ messages: [{ role: 'user', content }] });

const texts = {
  English: 'The quick brown fox jumps over the lazy dog, and nobody in the village was surprised by it any longer. ',
  German: 'Die Geschwindigkeitsbegrenzung auf der Autobahn wurde gestern Abend vorübergehend aufgehoben. ',
  Chinese: '今天天气很好，我们一起去公园散步吧。晚上再回家吃饭。',
  Russian: 'Сегодня хорошая погода, и мы решили пойти гулять в парк всей семьёй. ',
  code: 'export function add(a: number, b: number): number {\n  return a + b;\n}\n',
  JSON: '{"id": 42, "name": "lamp", "price": 12.5, "tags": ["home", "light"]}\n',
};

describe('the estimate of a prompt’s tokens', () => {
  it.each(Object.entries(texts))('is within a factor of two of what a tokenizer counts: %s', (_language, text) => {
    const encoding = get_encoding('o200k_base');
    const counted = encoding.encode_ordinary(text.repeat(20)).length;
    encoding.free();
    const estimated = estimate(says(text.repeat(20)));
    expect(estimated).toBeGreaterThan(counted / 2);
    expect(estimated).toBeLessThan(counted * 2);
  });

  it('counts every message, calls of tools, their definitions and the schema of the answer', () => {
    expect(estimate(says('x'.repeat(400)))).toBe(104);
    const turns = { messages: Array.from({ length: 10 }, () => ({ role: 'user', content: 'x'.repeat(400) })) };
    expect(estimate(turns)).toBe(1040);
    const tools = [{ type: 'function', function: { name: 'f', description: 'd'.repeat(4000), parameters: {} } }];
    expect(estimate({ ...says(''), tools })).toBeGreaterThan(1000);
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: 'a'.repeat(4000) } };
    expect(estimate({ messages: [{ role: 'assistant', tool_calls: [call] }] })).toBeGreaterThan(1000);
    const response_format = {
      type: 'json_schema',
      json_schema: { name: 's', schema: { description: 'd'.repeat(4000) } },
    };
    expect(estimate({ ...says(''), response_format })).toBeGreaterThan(1000);
  });

  it('takes a thousand tokens for an image, whatever its bytes', () => {
    const image = (url: string) => ({ type: 'image_url', image_url: { url } });
    const small = image(`data:image/png;base64,${'A'.repeat(400)}`);
    const large = image(`data:image/png;base64,${'A'.repeat(400_000)}`);
    expect(estimate(says([small]))).toBe(1004);
    expect(estimate(says([large, large]))).toBe(2004);
  });
});
