import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRouter, type Router, RouterError } from '../src/index.js';
import { type SimulatedServer, startSimulatedProvider } from '../src/testing/index.js';
import { turnsDuring } from './support/turns-during.js';

const policy = (url: string) => `
policy: hostile
language: 1
endpoints: { llm: { kind: openrouter, base_url: ${url}, api_key: { env: LLM_KEY } } }
models: { fast: { id: acme/fast, endpoint: llm } }
tiers: { quick: { model: fast, max_tokens: 20 }, slow: { model: fast, max_tokens: 40 } }
facts:
  task: { from: attribute, path: user.task }
  teams: { from: attribute, path: user.teams, type: list }
  urgent: { from: keywords, keywords: [urgent], text: all }
  found: { from: detect, kinds: [card, email, api_key], text: all }
  code: { from: regex, pattern: "\`\`\`", text: all }
  words: { from: words, text: all }
  tokens: { from: tokens }
rules:
  - { id: code-task, when: { task: code }, then: slow }
  - { id: team, when: { teams: { contains: x } }, then: slow }
  - { id: text, when: { any: [{ urgent: true }, { found: true }, { code: true }, { words: { above: 1000000000 } }] }, then: slow }
  - { id: long, when: { tokens: { at_least: 1000000000 } }, then: slow }
default: quick
`;

let server: SimulatedServer;
let router: Router;

beforeAll(async () => {
  server = await startSimulatedProvider({ kind: 'openrouter' });
  router = await createRouter({ policy: { text: policy(server.url) }, env: { LLM_KEY: 'k-1' } });
});

afterAll(async () => {
  await router.close();
  await server.close();
});

const fail = (): never => {
  throw new Error('boom');
};
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const failing = (field: string): object => Object.defineProperty({}, field, { enumerable: true, get: fail });
const itself: Record<string, unknown> = {};
itself.itself = itself;
const converting = { toString: fail, valueOf: fail, toJSON: fail, [Symbol.toPrimitive]: fail };
const endless = new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 32 - 1 : 'y') });
const saying = (content: unknown) => ({ body: { messages: [{ role: 'user', content }] } });
const about = (attributes: unknown) => ({ ...saying('hello'), attributes });

interface Hostile {
  readonly body: object;
  readonly attributes?: unknown;
}

/** The same through both ways in: the body of one has the attributes beside its fields. */
const ways: Readonly<Record<string, (request: Hostile) => Promise<string | null>>> = {
  decide: async ({ body, attributes }) => (await router.decide({ ...body, attributes } as never)).rule,
  create: async ({ body, attributes }) => {
    const { routing } = await router.chat.completions.create(body as never, { attributes } as never);
    return (routing as { readonly decision: { readonly rule: string | null } }).decision.rule;
  },
};

describe.each(Object.entries(ways))('%s', (_, ask) => {
  it.each<[string, Hostile, string]>([
    ['lone surrogates', saying('\ud800 \udc00'), 'default'],
    ['NUL bytes', saying('a\0b'), 'default'],
    ['attributes whose conversions throw', about({ user: { task: converting, teams: [converting] } }), 'default'],
    ['an attribute that throws', about({ user: failing('task') }), 'default'],
    ['an attribute that is a revoked proxy', about({ user: revoked({}) }), 'default'],
    ['an attribute that contains itself', about({ user: itself, itself }), 'default'],
    ['an attribute that is a bigint', about({ user: { task: 5n } }), 'default'],
    ['an attribute named by a symbol', about({ [Symbol('user')]: fail, user: { [Symbol.iterator]: fail } }), 'default'],
    ['a list of billions of holes', about({ user: { teams: new Array(2 ** 32 - 1) } }), 'default'],
    ['a list that says it has billions', about({ user: { teams: endless } }), 'default'],
    ['an attribute named __proto__', about(JSON.parse('{"__proto__":{"user":{"task":"code"}}}')), 'default'],
    ['attributes from a prototype', about(Object.create({ user: { task: 'code' } })), 'default'],
  ])('is not disturbed by %s', async (_name, request, rule) => {
    expect(await ask(request)).toBe(rule);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each<[string, Hostile, string]>([
    ['a content whose conversions throw', saying(converting), 'messages[0].content'],
    ['a content that is a symbol', saying(Symbol('x')), 'messages[0].content'],
    ['a content that throws', { body: { messages: [failing('content')] } }, 'cannot be read'],
    ['messages that are a revoked proxy', { body: { messages: revoked([]) } }, 'cannot be read'],
    ['billions of messages', { body: { messages: new Array(2 ** 32 - 1) } }, 'messages is too much'],
    ['messages that say they are billions', { body: { messages: endless } }, 'messages is too much'],
    ['a body that contains itself', { body: { ...saying('x').body, itself } }, 'contains itself'],
    ['a bigint', { body: { ...saying('x').body, seed: 5n } }, 'seed is a bigint'],
    ['attributes that are a bigint', about(5n), 'attributes is a bigint'],
    ['attributes that throw', about(failing('user')), 'cannot be read'],
    ['attributes that are a revoked proxy', about(revoked({})), 'cannot be read'],
  ])('refuses %s, and says why', async (_name, request, message) => {
    const before = server.requests.length;
    const error = await ask(request).catch((thrown: unknown) => thrown);
    expect(RouterError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringContaining(message) });
    expect(server.requests.length).toBe(before);
  });

  it.each([
    ['prose', 'where is the parcel '],
    ['one letter', 'a'],
    ['what begins like card numbers', '4111 1111 '],
    ['what begins like keywords', 'urgen'],
  ])('serves others while it looks at 2 MiB of %s', async (_name, unit) => {
    const { value, turns } = await turnsDuring(() => ask(saying(unit.repeat(2 ** 21 / unit.length))));
    expect(value).toBe('default');
    expect(turns).toBeGreaterThan(30);
  });
});
