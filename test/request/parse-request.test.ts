import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RouterError } from '../../src/errors.js';
import { parseChatBody, parseRequest } from '../../src/request/parse-request.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/request.schema.json'), 'utf8'));
const fitsSchema = new Ajv2020({ strict: false }).compile(schema);
const hello = { role: 'user', content: 'hello' };

const accepted: readonly (readonly [title: string, input: unknown])[] = [
  ['a text', { messages: [hello] }],
  ['an empty text', { messages: [{ role: 'user', content: '' }] }],
  ['every role, and one nobody has heard of', { messages: ['system', 'developer', 'critic'].map(withRole) }],
  ['a tool call without content', { messages: [{ role: 'assistant', content: null, tool_calls: [call('f', '{}')] }] }],
  ['a tool call with content left out', { messages: [{ role: 'assistant', tool_calls: [call('f', '{}')] }] }],
  ['a custom tool call', { messages: [{ role: 'assistant', tool_calls: [{ custom: { name: 'sql', input: '' } }] }] }],
  ['the older function call', { messages: [{ role: 'assistant', function_call: { name: 'f', arguments: '' } }] }],
  ['a function result of null', { messages: [{ role: 'function', name: 'f', content: null }] }],
  [
    'a tool result in parts',
    { messages: [{ role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: '1' }] }] },
  ],
  ['an assistant that refuses', { messages: [{ role: 'assistant', content: null, refusal: 'no' }] }],
  [
    'text and image',
    { messages: [user({ type: 'text', text: 'what?' }, { type: 'image_url', image_url: { url: 'x' } })] },
  ],
  ['audio', { messages: [user({ type: 'input_audio', input_audio: { data: '', format: 'wav' } })] }],
  ['a file', { messages: [user({ type: 'file', file: { file_id: 'f' } })] }],
  ['a refusal part', { messages: [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }] }],
  ['a kind of part nobody has heard of', { messages: [user({ type: 'video_url', video_url: 1 })] }],
  ['fields nobody has heard of', { messages: [{ ...hello, cache_control: {} }], from_the_future: [1] }],
  ['limits', { messages: [hello], max_tokens: 1, max_completion_tokens: 4096, n: 2 }],
  ['nulls where OpenAI allows them', { messages: [hello], max_tokens: null, n: null, stream: null, modalities: null }],
  [
    'tools',
    {
      messages: [hello],
      tools: [
        { type: 'function', function: { name: 'f' } },
        { type: 'custom', custom: {} },
      ],
    },
  ],
  ['functions', { messages: [hello], functions: [{ name: 'f' }] }],
  ['a response schema', { messages: [hello], response_format: { type: 'json_schema', json_schema: { name: 's' } } }],
  ['routing fields', { messages: [hello], attributes: { task: 'draft' }, policy: 'support', facts: { tokens: 3 } }],
];

const refused: readonly (readonly [path: string, input: unknown, message: string])[] = [
  ['the request', undefined, 'the request is missing: it must be an object with "messages"'],
  ['the request', null, 'the request is null, but must be an object with "messages"'],
  ['the request', 'hello', 'the request is a string, but must be an object with "messages"'],
  ['the request', [hello], 'the request is an array, but must be an object with "messages"'],
  ['messages', {}, 'messages is missing: it must be an array with at least one message'],
  ['messages', { messages: 'hello' }, 'messages is a string, but must be an array with at least one message'],
  ['messages', { messages: { 0: hello } }, 'messages is an object, but must be an array with at least one message'],
  ['messages', { messages: [] }, 'messages is an empty array, but must be an array with at least one message'],
  [
    'messages[1]',
    { messages: [hello, 'x'] },
    'messages[1] is a string, but must be an object with "role" and "content"',
  ],
  ['role', { messages: [{ content: 'x' }] }, 'messages[0].role is missing: it must be a string such as "user"'],
  ['role', { messages: [{ role: 7 }] }, 'messages[0].role is the number 7, but must be a string such as "user"'],
  [
    'content',
    { messages: [hello, hello, { role: 'user' }] },
    'messages[2].content is missing: it must be a string or an array of parts',
  ],
  [
    'content',
    { messages: [withContent(null)] },
    'messages[0].content is null, but must be a string or an array of parts',
  ],
  [
    'content',
    { messages: [withContent(42)] },
    'messages[0].content is the number 42, but must be a string or an array of parts',
  ],
  [
    'content',
    { messages: [{ role: 'tool', content: {} }] },
    'messages[0].content is an object, but must be a string, an array of parts or null',
  ],
  ['part', { messages: [user('hi')] }, 'messages[0].content[0] is a string, but must be an object with a "type"'],
  [
    'part type',
    { messages: [user({ text: 'x' })] },
    'messages[0].content[0].type is missing: it must be a string such as "text"',
  ],
  ['part text', { messages: [user({ type: 'text' })] }, 'messages[0].content[0].text is missing: it must be a string'],
  [
    'part image',
    { messages: [user({ type: 'image_url', image_url: 'x' })] },
    'messages[0].content[0].image_url is a string, but must be an object with "url"',
  ],
  [
    'part url',
    { messages: [user({ type: 'image_url', image_url: {} })] },
    'messages[0].content[0].image_url.url is missing: it must be a string',
  ],
  ['part file', { messages: [user({ type: 'file' })] }, 'messages[0].content[0].file is missing: it must be an object'],
  [
    'tool_calls',
    { messages: [{ role: 'assistant', tool_calls: {} }] },
    'messages[0].tool_calls is an object, but must be an array of tool calls',
  ],
  [
    'arguments',
    { messages: [{ role: 'assistant', tool_calls: [call('f', {})] }] },
    'messages[0].tool_calls[0].function.arguments is an object, but must be a string',
  ],
  ['name', { messages: [{ ...hello, name: true }] }, 'messages[0].name is the boolean true, but must be a string'],
  ['max_tokens', { messages: [hello], max_tokens: 0 }, 'max_tokens is the number 0, but must be a positive integer'],
  [
    'max_tokens',
    { messages: [hello], max_tokens: 1.5 },
    'max_tokens is the number 1.5, but must be a positive integer',
  ],
  ['max_tokens', { messages: [hello], max_tokens: '100' }, 'max_tokens is a string, but must be a positive integer'],
  [
    'max_completion_tokens',
    { messages: [hello], max_completion_tokens: -1 },
    'max_completion_tokens is the number -1, but must be a positive integer',
  ],
  ['n', { messages: [hello], n: true }, 'n is the boolean true, but must be a positive integer'],
  ['model', { messages: [hello], model: 4 }, 'model is the number 4, but must be a string'],
  ['stream', { messages: [hello], stream: 'yes' }, 'stream is a string, but must be true or false'],
  ['tools', { messages: [hello], tools: {} }, 'tools is an object, but must be an array of tool definitions'],
  ['tools', { messages: [hello], tools: [{ function: {} }] }, 'tools[0].function.name is missing: it must be a string'],
  [
    'tools',
    { messages: [hello], tools: [{ function: 1 }] },
    'tools[0].function is the number 1, but must be an object with a "name"',
  ],
  ['functions', { messages: [hello], functions: [{}] }, 'functions[0].name is missing: it must be a string'],
  ['modalities', { messages: [hello], modalities: [1] }, 'modalities[0] is the number 1, but must be a string'],
  [
    'response_format',
    { messages: [hello], response_format: 'json' },
    'response_format is a string, but must be an object with a "type"',
  ],
  ['attributes', { messages: [hello], attributes: 'pro' }, 'attributes is a string, but must be an object'],
  ['attributes', { messages: [hello], attributes: null }, 'attributes is null, but must be an object'],
  ['facts', { messages: [hello], facts: ['tokens'] }, 'facts is an array, but must be an object of facts by name'],
  ['policy', { messages: [hello], policy: '' }, 'policy is an empty string, but must be the name of a policy'],
  ['policy', { messages: [hello], policy: 1 }, 'policy is the number 1, but must be the name of a policy'],
];

function withRole(role: string): unknown {
  return { role, content: 'x' };
}
function withContent(content: unknown): unknown {
  return { role: 'user', content };
}
function user(...content: readonly unknown[]): unknown {
  return { role: 'user', content };
}
function call(name: string, input: unknown): unknown {
  return { id: 'c', type: 'function', function: { name, arguments: input } };
}

describe('parseRequest', () => {
  it.each(accepted)('accepts %s, as the published schema does', (_, input) => {
    expect(parseRequest(input).body.messages).toEqual((input as { messages: unknown }).messages);
    expect(fitsSchema(input), JSON.stringify(fitsSchema.errors)).toBe(true);
  });

  it.each(refused)('refuses a bad %s, as the published schema does', (_, input, message) => {
    expect(() => parseRequest(input)).toThrow(new RouterError('REQUEST_INVALID', message));
    expect(fitsSchema(input)).toBe(false);
  });

  it('takes attributes, policy and facts out of the body', () => {
    const request = parseRequest({ messages: [hello], attributes: { a: 1 }, policy: 'p', facts: { f: 2 }, seed: 3 });
    expect(request).toEqual({
      policy: 'p',
      body: { messages: [hello], seed: 3 },
      attributes: { a: 1 },
      givenFacts: { f: 2 },
    });
  });

  it('does not follow a caller who goes on with its conversation', () => {
    const part = { type: 'text', text: 'see' };
    const messages = [hello, { role: 'user', content: [part] }];
    const input = { messages, metadata: { team: 'blue' }, attributes: { task: 'draft' }, facts: { tokens: 3 } };
    const before = structuredClone(input);
    const { body, attributes, givenFacts: facts } = parseRequest(input);
    part.text = 'changed';
    Object.assign(messages[1] as object, { content: 'changed' });
    messages.push(hello);
    for (const changed of [input.metadata, input.attributes, input.facts])
      Object.assign(changed, { team: 'x', task: 'x' });
    expect({ ...body, attributes, facts }).toEqual(before);
  });

  it('holds what JSON will say of a body, and nothing that can still change it', () => {
    let reads = 0;
    const input = {
      messages: [hello],
      seed: Number.NaN,
      at: new Date(0),
      boxed: [Object('text'), Object(4), Object(true)],
      left_out: undefined,
      code: () => 1,
      list: [undefined, Symbol('x'), () => 1],
      bytes: Buffer.from('a'),
      map: new Map([['a', 1]]),
      get counted() {
        reads += 1;
        return reads;
      },
    };
    const { body } = parseChatBody(input);
    expect(body).toStrictEqual({ ...JSON.parse(JSON.stringify(input)), counted: 1 });
    expect(body).toMatchObject({ counted: 1 });
  });

  it('equals what JSON makes of any plain data, also of a field called __proto__', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (fields, value) => {
        const input = { ...fields, messages: [hello], ...JSON.parse(`{"__proto__": ${JSON.stringify(value)}}`) };
        const parsed = parsedOrRefused(input);
        if (parsed !== undefined) expect(JSON.stringify(parsed)).toBe(JSON.stringify(input));
      }),
    );
  });

  const loop: Record<string, unknown> = {};
  loop.again = [{ loop }];
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  it.each<[string, object]>([
    [
      'inherits its text',
      Object.create({ role: 'user', content: 'hidden' }, { name: { value: 'n', enumerable: true } }),
    ],
    ['inherits its role', Object.assign(Object.create({ role: 'user' }), { content: 'a' })],
    ['hides its text', Object.defineProperty({ role: 'assistant' }, 'content', { value: 'hidden' })],
    ['has a field more', { role: 'user', content: 'a', name: 'n' }],
    ['names its text first', { content: 'a', role: 'user' }],
    ['has its own say', Object.assign(Object.create({ toJSON: () => 'said' }), { role: 'user', content: 'a' })],
  ])('copies a message that %s as JSON writes it', (_, message) => {
    const body = { messages: [hello], metadata: { message } };
    expect(JSON.stringify(parseChatBody(body).body)).toBe(JSON.stringify(body));
  });

  it('reads each field of what looks like a message once, and none that JSON does not write', () => {
    const read: string[] = [];
    const telling = (fields: object) =>
      new Proxy(fields, {
        get(target, key) {
          if (key !== 'toJSON') read.push(String(key));
          return Reflect.get(target, key);
        },
      });
    class Doc {
      readonly id = 1;
      get content(): string {
        throw new Error('nobody asked');
      }
    }
    const messages = [
      hello,
      telling({ role: 'user', content: [{ type: 'text', text: 'a' }] }),
      telling({ role: 'x', name: 'n' }),
    ];
    const body = { messages: [hello], metadata: { messages, doc: new Doc() } };
    expect(parseChatBody(body).body).toStrictEqual({
      messages: [hello],
      metadata: {
        messages: [hello, { role: 'user', content: [{ type: 'text', text: 'a' }] }, { role: 'x', name: 'n' }],
        doc: { id: 1 },
      },
    });
    expect(read).toEqual(['role', 'content', 'role', 'name']);
  });

  it.each<[string, object, string]>([
    ['a bigint', { seed: 5n }, 'seed is a bigint, but must be plain JSON data'],
    ['a bigint', { tools: [{ a: 1 }, { a: 5n }] }, 'tools[1].a is a bigint, but must be plain JSON data'],
    ['a bigint', { messages: [{ ...hello, n: [5n] }] }, 'messages[0].n[0] is a bigint, but must be plain JSON data'],
    ['a loop', { metadata: loop }, 'metadata.again[0].loop cannot be sent as JSON: it contains itself'],
    ['a toJSON that throws', { x: { y: hostile() } }, 'x.y cannot be sent as JSON: its toJSON throws'],
    ['a deep list', { x: nested(300) }, 'x cannot be sent as JSON: it is nested more than 200 levels deep'],
    [
      'a list of billions of holes',
      { x: { y: new Array(2 ** 32 - 1) } },
      'x.y is too much: a request may have 1000000 fields and items in all',
    ],
    [
      'a million items in lists of lists',
      { x: new Array(1000).fill(new Array(1000).fill(1)) },
      'x[998] is too much: a request may have 1000000 fields and items in all',
    ],
    [
      'a name of a megabyte',
      { ['k'.repeat(2 ** 20)]: 5n },
      `${'k'.repeat(40)}… is a bigint, but must be plain JSON data`,
    ],
  ])('refuses %s, and says where it stands', (_, fields, message) => {
    const body = { messages: [hello], ...fields };
    expect(() => parseChatBody(body)).toThrow(new RouterError('REQUEST_INVALID', message));
    expect(() => parseRequest(body)).toThrow(new RouterError('REQUEST_INVALID', message));
  });

  it('refuses a body that contains itself', () => {
    const body: Record<string, unknown> = { messages: [hello] };
    body.body = body;
    expect(() => parseChatBody(body)).toThrow('body cannot be sent as JSON: it contains itself');
  });

  it.each<[string, () => unknown]>([
    [
      'a getter that throws',
      () => ({
        get messages() {
          throw new TypeError('no');
        },
      }),
    ],
    ['a revoked proxy', revokedProxy],
    ['a message that is a revoked proxy', () => ({ messages: [revokedProxy()] })],
    ['a content whose conversions throw', () => ({ messages: [withContent(hostile())] })],
    ['a limit whose conversions throw', () => ({ messages: [hello], max_tokens: hostile() })],
    ['a symbol', () => Symbol('x')],
    ['a bigint limit', () => ({ messages: [hello], max_tokens: 10n })],
    ['a function', () => () => 1],
    ['a list with holes', () => ({ messages: new Array(3) })],
    ['billions of messages', () => ({ messages: new Array(2 ** 32 - 1) })],
    ['billions of parts', () => ({ messages: [{ role: 'user', content: new Array(2 ** 32 - 1) }] })],
  ])('refuses %s with a RouterError', (_, make) => {
    expect(codeOf(() => parseRequest(make()))).toBe('REQUEST_INVALID');
    expect(codeOf(() => parseChatBody(make()))).toBe('REQUEST_INVALID');
  });
});

describe('parseChatBody', () => {
  it('leaves every field of the body to the provider', () => {
    const body = { messages: [hello], attributes: 'theirs', policy: 9, facts: [], from_the_future: true };
    expect(parseChatBody(body).body).toEqual(body);
  });

  it('takes the routing fields from beside the body', () => {
    const request = parseChatBody({ messages: [hello] }, { attributes: { a: 1 }, policy: 'p', facts: { f: 2 } });
    expect(request).toMatchObject({ attributes: { a: 1 }, policy: 'p', givenFacts: { f: 2 } });
  });

  it('checks the routing fields', () => {
    expect(() => parseChatBody({ messages: [hello] }, { attributes: [1] as never })).toThrow(
      'attributes is an array, but must be an object',
    );
  });
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function hostile(): unknown {
  const fail = (): never => {
    throw new TypeError('no');
  };
  return { toString: fail, valueOf: fail, toJSON: fail, [Symbol.toPrimitive]: fail };
}

function parsedOrRefused(input: unknown): unknown {
  try {
    return parseChatBody(input).body;
  } catch (error) {
    if (RouterError.isInstance(error)) return undefined;
    throw error;
  }
}

function codeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return RouterError.isInstance(error) ? error.code : error;
  }
}
