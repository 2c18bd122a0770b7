import { get_encoding } from 'tiktoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRouter, type Router } from '../src/index.js';
import { turnsDuring } from './support/turns-during.js';

const policy = `
policy: texts
language: 1
endpoints: { llm: { kind: openai, base_url: "http://127.0.0.1:9/v1", api_key: { env: KEY } } }
models: { fast: { id: fast, endpoint: llm } }
tiers: { quick: { model: fast, max_tokens: 512 }, slow: { model: fast, max_tokens: 1024 } }
facts:
  tokens: { from: tokens }
  urgent: { from: keywords, keywords: [urgent, asap], text: all }
  code: { from: regex, pattern: "\`\`\`|\\\\bclass\\\\s", text: all }
  words: { from: words }
rules:
  - { id: urgent, when: { urgent: true }, then: slow }
  - { id: code, when: { code: true }, then: slow }
  - { id: wordy, when: { words: { above: 1000000 } }, then: slow }
  - { id: long, when: { tokens: { at_least: 2000 } }, then: slow }
default: quick
`;
const encoding = get_encoding('o200k_base');

const routers: Router[] = [];
const open = async (options: { readonly tokenCounts?: 'exact' } = {}): Promise<Router> => {
  const router = await createRouter({ policy: { text: policy }, env: { KEY: 'k' }, ...options });
  routers.push(router);
  return router;
};
let router: Router;
let exactly: Router;
const asking = (content: unknown) => ({ messages: [{ role: 'user' as const, content }] }) as never;

beforeAll(async () => {
  router = await open();
  exactly = await open({ tokenCounts: 'exact' });
});

afterAll(async () => {
  await Promise.all(routers.map((each) => each.close()));
});

describe('a decision about a text', () => {
  it('tells the range of a count that settles what the policy asks, and a number when it is to be exact', async () => {
    const content = 'Where is my parcel? '.repeat(2000);
    const decision = await router.decide(asking(content));
    expect(decision).toMatchObject({ rule: 'long', facts: { tokens: { at_least: expect.any(Number) } } });
    const tokens = encoding.encode_ordinary(content).length + 7;
    expect(await exactly.decide(asking(content))).toMatchObject({ rule: 'long', facts: { tokens } });
    const range = decision.facts.tokens as { readonly at_least: number; readonly at_most: number };
    expect(range.at_least).toBeLessThanOrEqual(tokens);
    expect(range.at_most).toBeGreaterThanOrEqual(tokens);
    expect(decision.facts).not.toEqual((await exactly.decide(asking(content))).facts);
  });

  it('shows the range where a rule was passed over', async () => {
    const { passed_over: passed } = await router.decide(asking('hello'));
    expect(passed.at(-1)).toMatchObject({ rule: 'long', saw: { at_least: 8, at_most: expect.any(Number) } });
  });

  it('is the same however it counts, at the threshold too', async () => {
    for (const words of [1991, 1992, 1993, 1994, 1995]) {
      const content = 'word '.repeat(words);
      const [one, other] = await Promise.all([router.decide(asking(content)), exactly.decide(asking(content))]);
      expect(one.rule).toBe(other.rule);
    }
  });
});

describe('a text that nobody would send', () => {
  it.each([
    ['lone surrogates', '\ud800 x \udc00\udc00 \ud83d'],
    ['NUL bytes', 'a\u0000b\u0000\u0000c'],
    ['noncharacters', '\uffff\ufffe\ufdd0 \u{10ffff}'],
    ['direction marks and joiners', '\u202e\u200d\u2066abc\u2069'],
  ])('of %s is decided, with the count of what UTF-8 makes of it', async (_, content) => {
    const { rule, facts } = await exactly.decide(asking(content));
    const tokens = encoding.encode_ordinary(Buffer.from(content).toString()).length + 7;
    expect({ rule, tokens: facts.tokens }).toEqual({ rule: 'default', tokens });
  });

  it('of 100,000 empty parts is decided', async () => {
    const parts = Array.from({ length: 100_000 }, () => ({ type: 'text', text: '' }));
    expect(await router.decide(asking(parts))).toMatchObject({ rule: 'default' });
    expect(await exactly.decide(asking(parts))).toMatchObject({ rule: 'default', facts: { tokens: 7, words: 0 } });
  });

  it('of 100,000 words in parts of their own is decided', async () => {
    const parts = Array.from({ length: 100_000 }, () => ({ type: 'text', text: 'word' }));
    expect(await exactly.decide(asking(parts))).toMatchObject({ rule: 'long', facts: { tokens: 100_007 } });
  });

  it('of 100 MiB is decided by its length, and its patterns are unknown', async () => {
    const decision = await router.decide(asking('x'.repeat(100 * 2 ** 20)));
    expect(decision).toMatchObject({
      rule: 'long',
      facts: { tokens: { at_least: (100 * 2 ** 20) / 128 + 7 } },
      unknown: [{ fact: 'code', reason: 'cut' }],
    });
  });

  it('of 1 MiB without a break is counted while others are served', async () => {
    const { value: decision, turns } = await turnsDuring(() => exactly.decide(asking('漢字'.repeat(2 ** 20 / 6))));
    expect(decision.facts.tokens).toBeGreaterThan(100_000);
    expect(turns).toBeGreaterThan(10);
  });
});
