import { get_encoding } from 'tiktoken';
import { describe, expect, it } from 'vitest';
import { asking, compileOne, known } from '../support.js';

const encoding = get_encoding('o200k_base');
const count = (text: string): number => encoding.encode_ordinary(text).length;

// The example of OpenAI's cookbook, "How to count tokens with tiktoken", and the counts it prints as the API's.
const jargon = [
  {
    role: 'system',
    content: 'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
  },
  { role: 'system', name: 'example_user', content: 'New synergies will help drive top-line growth.' },
  { role: 'system', name: 'example_assistant', content: 'Things working well together will increase revenue.' },
  {
    role: 'system',
    name: 'example_user',
    content: "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
  },
  {
    role: 'system',
    name: 'example_assistant',
    content: "Let's talk later when we're less busy about how to do better.",
  },
  {
    role: 'user',
    content: "This late pivot means we don't have time to boil the ocean for the client deliverable.",
  },
];
const weather = [
  { role: 'system', content: 'You are a helpful assistant that can answer to questions about the weather.' },
  { role: 'user', content: "What's the weather like in San Francisco?" },
];
const weatherTool = {
  type: 'function',
  function: {
    name: 'get_current_weather',
    description: 'Get the current weather in a given location',
    parameters: {
      type: 'object',
      properties: {
        location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
        unit: { type: 'string', description: 'The unit of temperature to return', enum: ['celsius', 'fahrenheit'] },
      },
      required: ['location'],
    },
  },
};

describe('the tokens of a request', () => {
  it.each([
    ['o200k_base', 124],
    ['cl100k_base', 129],
  ] as const)("are those of the cookbook's messages with %s: %d", async (name, tokens) => {
    const { read } = await compileOne({ from: 'tokens', encoding: name });
    expect(read(asking('', { messages: jargon }))).toEqual(known(tokens));
  });

  it.each([
    ['o200k_base', 101],
    ['cl100k_base', 105],
  ] as const)("are those of the cookbook's tools with %s: %d", async (name, tokens) => {
    const { read } = await compileOne({ from: 'tokens', encoding: name });
    expect(read(asking('', { messages: weather, tools: [weatherTool] }))).toEqual(known(tokens));
    expect(read(asking('', { messages: weather, functions: [weatherTool.function] }))).toEqual(known(tokens));
  });

  it('are three more than its text and role for one message, and three for the reply', async () => {
    const { read } = await compileOne({ from: 'tokens' });
    expect(read(asking('hello world'))).toEqual(known(3 + count('user') + count('hello world') + 3));
  });

  it('include tool calls, response schemas and nested properties', async () => {
    const { read } = await compileOne({ from: 'tokens' });
    const tokensOf = async (fields: object): Promise<number> => {
      const reading = await read(asking('hello', fields));
      return reading.known ? Number(reading.value) : Number.NaN;
    };
    const plain = await tokensOf({});
    const schema = { name: 'answer', schema: { type: 'object' } };
    expect(await tokensOf({ response_format: { type: 'json_schema', json_schema: schema } })).toBe(
      plain + count(JSON.stringify(schema)),
    );
    const call = { id: 'c', type: 'function', function: { name: 'look', arguments: '{"q":"x"}' } };
    const messages = [{ role: 'assistant', content: null, tool_calls: [call] }];
    expect(await tokensOf({ messages })).toBe(3 + count('assistant') + 3 + count('look') + count('{"q":"x"}') + 3);
    const nested = {
      name: 'f',
      parameters: { properties: { a: { type: 'object', properties: { b: { type: 'string' } } } } },
    };
    expect(await tokensOf({ functions: [nested] })).toBe(
      plain + 12 + 7 + count('f:') + 3 + 3 + count('a:object:') + 3 + 3 + count('b:string:'),
    );
  });

  it('are those of one text when the policy names it', async () => {
    const { read } = await compileOne({ from: 'tokens', text: 'last_user' });
    expect(read(asking('hello world'))).toEqual(known(2));
  });

  it('are counted for a prompt that holds special tokens and broken surrogates', async () => {
    const { read } = await compileOne({ from: 'tokens', text: 'last_user' });
    expect(read(asking('<|endoftext|>'))).toEqual(known(count('<|endoftext|>')));
    expect(read(asking('a\ud800b'))).toEqual(known(count('a\ufffdb')));
  });

  it('are exact for a long conversation, counted in steps', async () => {
    const { read } = await compileOne({ from: 'tokens', text: 'user' });
    const content = 'The quick brown fox jumps over the lazy dog. '.repeat(50);
    const messages = Array.from({ length: 400 }, () => ({ role: 'user', content }));
    const reading = read(asking('', { messages }));
    expect(reading).toBeInstanceOf(Promise);
    expect(await reading).toEqual(known(count(Array.from({ length: 400 }, () => content).join('\n'))));
  });
});
