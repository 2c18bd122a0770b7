import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RouterError } from '../../src/errors.js';
import { basics, compileText, decideText } from '../support/policies.js';

const facts = `
facts:
  task: { from: attribute, path: task }
  plan: { from: attribute, path: user.plan, one_of: [free, pro], default: free }
  words: { from: words }
  secret: { from: regex, pattern: 'secret' }
`;

describe('a decision', () => {
  it('says which rule won, where it stands, what was read and what was not', async () => {
    const policy = await compileText(`${basics}${facts}
rules:
  - id: pro
    when: { plan: pro }
    then: deep
  - id: code
    when: { task: code }
    then: { tier: quick, max_tokens: 200 }
  - id: long
    when: { words: { above: 100 } }
    then: deep
default: quick
`);
    const decision = await decideText(policy, { attributes: { task: 'code' } });
    const lines = `${basics}${facts}`.split('\n').length;
    expect(decision).toMatchObject({
      id: 'd-1',
      policy: 'test',
      reason: 'rule',
      rule: 'code',
      at: { file: 'test.yaml', line: lines + 5 },
      tier: 'quick',
      chain: ['acme/small', 'acme/large'],
      max_tokens: 200,
      max_tokens_from: 'outcome',
      facts: { plan: 'free', task: 'code' },
      not_computed: ['words', 'secret'],
      unknown: [],
    });
    expect(decision.passed_over).toEqual([
      {
        rule: 'pro',
        at: { file: 'test.yaml', line: lines + 2, column: expect.any(Number) },
        condition: 'plan is pro',
        condition_at: { file: 'test.yaml', line: lines + 3, column: expect.any(Number) },
        fact: 'plan',
        saw: 'free',
      },
    ]);
  });

  it('says that a passed-over rule saw an unknown fact', async () => {
    const policy = await compileText(`${basics}${facts}
rules: [{ id: code, when: { task: { is_not: chat } }, then: deep }]
default: quick
`);
    const decision = await decideText(policy, {});
    expect(decision).toMatchObject({
      reason: 'default',
      rule: 'default',
      tier: 'quick',
      unknown: [{ fact: 'task', reason: 'missing' }],
    });
    expect(decision.passed_over[0]).toMatchObject({
      rule: 'code',
      fact: 'task',
      unknown: 'missing',
      condition: 'task is not chat',
    });
  });

  it('does not compute a fact that no reached rule asks for, however it is written', async () => {
    let calls = 0;
    const policy = await compileText(
      `${basics}
facts: { plan: { from: attribute, path: plan }, slow: { from: custom, type: string } }
rules:
  - { id: first, when: { slow: x, plan: pro }, then: deep }
  - { id: second, when: { plan: basic }, then: quick }
  - { id: third, when: { slow: x }, then: deep }
default: quick
`,
      {
        customFacts: {
          slow: () => {
            calls += 1;
            return 'x';
          },
        },
      },
    );
    const decision = await decideText(policy, { attributes: { plan: 'basic' } });
    expect(decision).toMatchObject({ rule: 'second', not_computed: ['slow'] });
    expect(calls).toBe(0);
    expect(await decideText(policy, { attributes: { plan: 'pro' } })).toMatchObject({ rule: 'first' });
    expect(calls).toBe(1);
  });

  it('is the same whenever request, generation and time are the same', async () => {
    const policy = await compileText(`${basics}${facts}
rules: [{ id: long, when: { words: { above: 3 } }, then: deep }]
default: quick
constraints: [{ id: secrets, when: { secret: true }, require: { labels: [private] } }]
`);
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.constantFrom('free', 'pro', undefined), async (content, plan) => {
        const request = { messages: [{ role: 'user', content }], attributes: { user: { plan } } };
        const json = async () => JSON.stringify(await decideText(policy, request));
        expect(await json()).toBe(await json());
      }),
    );
  });

  it('fits its published schema', async () => {
    const schema = JSON.parse(readFileSync(new URL('../../schemas/decision.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    const policy = await compileText(`${basics}
facts:
  plan: { from: attribute, path: plan, one_of: [free, pro] }
  arm: { from: bucket, key: id, seed: s, arms: [{ name: a, percent: 50 }, { name: b, percent: 50 }] }
rules:
  - { id: refused, when: { plan: free, arm: [a, b] }, then: { reject: { message: no, status: 402 } } }
  - { id: pro, when: { plan: pro }, then: { tier: deep, params: { temperature: 0.1 } } }
default: quick
constraints: [{ id: narrow, when: { plan: pro }, require: { labels: [private] }, cap: { max_tokens: 100 } }]
`);
    for (const attributes of [{ plan: 'free', id: 'u' }, { plan: 'pro' }, { plan: 'other' }, { plan: 7 }, {}]) {
      const decision = JSON.parse(JSON.stringify(await decideText(policy, { attributes, temperature: 1 })));
      expect(validate(decision), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('carries the exposure only when the bucket was read', async () => {
    const policy = await compileText(`${basics}
facts:
  plan: { from: attribute, path: plan }
  arm: { from: bucket, key: id, seed: s, arms: [{ name: a, percent: 50 }, { name: b, percent: 50 }] }
rules: [{ id: trial, when: { arm: [a, b], plan: pro }, then: deep }]
default: quick
`);
    const read = await decideText(policy, { attributes: { plan: 'pro', id: 'u-1' } });
    expect(read.exposures).toEqual([
      { experiment: 'arm', arm: read.facts.arm, key_hash: expect.any(String), propensity: 0.5 },
    ]);
    const unread = await decideText(policy, { attributes: { plan: 'free', id: 'u-1' } });
    expect(unread).toMatchObject({ exposures: [], not_computed: ['arm'] });
  });
});

describe('a refusal', () => {
  it('is a decision with the message and status of the policy, and evaluates no constraint', async () => {
    const policy = await compileText(`${basics}${facts}
rules: [{ id: no-code, when: { task: code }, then: { reject: { message: "No code here.", status: 451 } } }]
default: { reject: { message: "Not here." } }
constraints: [{ id: c, when: { secret: true }, require: { labels: [private] } }]
`);
    expect(await decideText(policy, { attributes: { task: 'code' } })).toMatchObject({
      rule: 'no-code',
      reject: { message: 'No code here.', status: 451 },
      chain: [],
      max_tokens: null,
      tier: null,
      not_computed: ['plan', 'words', 'secret'],
    });
    expect(await decideText(policy, {})).toMatchObject({
      reason: 'default',
      reject: { message: 'Not here.', status: 403 },
    });
  });
});

describe('given facts', () => {
  it('stand in for computed ones', async () => {
    const policy = await compileText(`${basics}${facts}
rules: [{ id: long, when: { words: { above: 100 } }, then: deep }]
default: quick
`);
    expect(await decideText(policy, { facts: { words: 101 } })).toMatchObject({ rule: 'long', facts: { words: 101 } });
    await expect(decideText(policy, { facts: { word: 101 } })).rejects.toThrow(
      /no fact "word"; did you mean "words"\?/,
    );
    const wrongType = decideText(policy, { facts: { words: 'many' } });
    await expect(wrongType).rejects.toSatisfy(
      (error) => RouterError.isInstance(error) && error.code === 'REQUEST_INVALID',
    );
  });
});

describe('tables', () => {
  const table = `${basics}${facts}
rules:
  - id: by-task
    by: task
    choose: { "10": quick, "9": deep, otherwise: quick }
  - id: by-words
    by: words
    choose: { below 3: quick, at_most 3: deep, between 4 and 5: quick, otherwise: deep }
default: { reject: { message: nothing matched } }
`;
  it('are one rule per entry, in the order of the file', async () => {
    const policy = await compileText(table);
    expect(policy.rules.map(({ rule }) => rule.id)).toEqual([
      'by-task.10',
      'by-task.9',
      'by-task.otherwise',
      'by-words.below-3',
      'by-words.at_most-3',
      'by-words.between-4-and-5',
      'by-words.otherwise',
    ]);
    for (const [task, rule] of [
      ['10', 'by-task.10'],
      ['9', 'by-task.9'],
      ['else', 'by-task.otherwise'],
    ]) {
      expect((await decideText(policy, { attributes: { task } })).rule).toBe(rule);
    }
    for (const [words, rule] of [
      [2, 'below-3'],
      [3, 'at_most-3'],
      [4, 'between-4-and-5'],
      [5, 'between-4-and-5'],
      [6, 'otherwise'],
    ]) {
      expect((await decideText(policy, { facts: { words } })).rule).toBe(`by-words.${rule}`);
    }
  });

  it('are passed over as a whole when their fact is missing, otherwise included', async () => {
    const policy = await compileText(table);
    expect((await decideText(policy, {})).rule).toBe('by-words.below-3');
  });
});

describe('pinning', () => {
  const pinned = (pinning: string) => `${basics}${facts}
rules: [{ id: all, when: { plan: [free, pro] }, then: quick }]
default: quick
pinning: ${pinning}
constraints: [{ id: private-only, when: { plan: pro }, require: { labels: [private] } }]
`;
  it('goes to a tier without reading the rules, and constraints still hold', async () => {
    const policy = await compileText(pinned('on'));
    expect(await decideText(policy, { model: 'deep' })).toMatchObject({
      reason: 'pinned',
      rule: null,
      tier: 'deep',
      max_tokens: 4000,
      max_tokens_from: 'model',
    });
    const pro = await decideText(policy, { model: 'deep', attributes: { user: { plan: 'pro' } } });
    expect(pro).toMatchObject({ chain: ['inside-1'], max_tokens: 5000 });
    expect(pro.removed.map(({ slot, constraint }) => [slot, constraint])).toEqual([
      ['large', 'private-only'],
      ['small', 'private-only'],
    ]);
  });

  it('goes to a slot with a limit of its own or the caller’s', async () => {
    const policy = await compileText(pinned('[large, small]'));
    expect(await decideText(policy, { model: 'large' })).toMatchObject({
      reason: 'pinned',
      tier: null,
      chain: ['acme/large'],
      max_tokens: 4000,
    });
    expect(await decideText(policy, { model: 'small', max_tokens: 9 })).toMatchObject({
      chain: ['acme/small'],
      max_tokens: 9,
    });
    await expect(decideText(policy, { model: 'small' })).rejects.toThrow(/default_max_tokens/);
    expect(await decideText(policy, { model: 'deep' })).toMatchObject({ reason: 'rule' });
  });

  it('is off by default', async () => {
    expect(await decideText(await compileText(pinned('off')), { model: 'deep' })).toMatchObject({
      reason: 'rule',
      tier: 'quick',
    });
  });
});

describe('the token limit', () => {
  it('is the smallest of the caller’s (either field), the outcome’s, the caps’ and the model’s own', async () => {
    const policy = await compileText(`${basics}${facts}
rules: [{ id: pro, when: { plan: pro }, then: deep }]
default: quick
constraints:
  - { id: cap-300, when: { plan: free }, cap: { max_tokens: 300 } }
  - { id: cap-200, when: { task: x }, unless: { plan: pro }, cap: { max_tokens: 200 } }
`);
    const limit = async (request: object) => {
      const { max_tokens, max_tokens_from } = await decideText(policy, request);
      return [max_tokens, max_tokens_from];
    };
    expect(await limit({ attributes: { task: 'y' } })).toEqual([300, 'cap-300']);
    expect(await limit({ attributes: { task: 'x' } })).toEqual([200, 'cap-200']);
    expect(await limit({}), 'an unknown task lets no constraint go').toEqual([200, 'cap-200']);
    expect(await limit({ max_tokens: 50, max_completion_tokens: 40 })).toEqual([40, 'caller']);
    expect(await limit({ attributes: { user: { plan: 'pro' } } })).toEqual([4000, 'model']);
    const { targets } = await decideText(policy, { attributes: { user: { plan: 'pro' } } });
    expect(targets.map(({ slot, max_tokens }) => [slot, max_tokens])).toEqual([
      ['large', 4000],
      ['small', 5000],
      ['inside', 5000],
    ]);
  });

  it('shrinks until the worst case fits a cost cap, and a model left with too little is removed', async () => {
    const capped = (usd: number) =>
      compileText(`${basics}${facts}
rules: [{ id: pro, when: { plan: pro }, then: deep }]
default: deep
constraints: [{ id: cheap, when: { plan: [free, pro] }, cap: { cost_usd: ${usd} } }]
`);
    // "hello" and its overhead are a few bytes: under 100 tokens at most, 10 USD per million of prompt at large.
    const decision = await decideText(await capped(0.01), {});
    const [large, small, inside] = decision.targets;
    expect(large?.max_tokens).toBeGreaterThan(400);
    expect(large?.max_tokens).toBeLessThanOrEqual(500);
    expect([small?.max_tokens, inside?.max_tokens]).toEqual([expect.any(Number), 5000]);
    expect(small?.max_tokens).toBeGreaterThan(4000);
    expect(decision.max_tokens_from).toBe('cheap');
    const tight = await decideText(await capped(0.0005), {});
    expect(tight.removed).toMatchObject([
      { slot: 'large', constraint: 'cheap', reason: expect.stringContaining('0.0005 USD') },
    ]);
    const image = {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }] }],
    };
    expect((await decideText(await capped(10), image)).chain).toEqual(['inside-1']);
  });
});

describe('a cost cap', () => {
  const capped = (settings: string) =>
    compileText(`${basics}
facts: { plan: { from: attribute, path: plan, default: free } }
rules: [{ id: all, when: { plan: free }, then: { tier: quick, fallbacks: [inside], ${settings} } }]
default: quick
constraints: [{ id: cheap, when: { plan: free }, cap: { cost_usd: 0.001 } }]
`);

  it('judges the body as the policy will send it', async () => {
    const plain = await decideText(await capped('max_tokens: 500'), {});
    expect(plain.chain).toEqual(['acme/small', 'inside-1']);
    const searching = await decideText(await capped('variant: online'), {});
    expect(searching.chain).toEqual(['inside-1']);
    expect(searching.removed).toMatchObject([{ slot: 'small', reason: expect.stringContaining('web search') }]);
    const asked = await decideText(await capped('max_tokens: 500'), { plugins: [{ id: 'web' }] });
    expect(asked.chain).toEqual(['inside-1']);
  });

  it('shares the price among the choices asked for', async () => {
    const limit = async (n: number) => (await decideText(await capped('max_tokens: 5000'), { n })).max_tokens ?? 0;
    const [one, four] = [await limit(1), await limit(4)];
    expect(one).toBeLessThan(5000);
    expect(four).toBe(Math.floor(one / 4));
  });
});

describe('models are removed', () => {
  const plain = `${basics}${facts}
rules: [{ id: pro, when: { plan: pro }, then: deep }]
default: quick
`;
  it('when their window cannot hold even the lower bound of the prompt plus the limit', async () => {
    const content = 'x'.repeat(128 * 7600);
    const { chain, removed } = await decideText(await compileText(plain), { messages: [{ role: 'user', content }] });
    expect(chain).toEqual(['acme/large']);
    expect(removed).toMatchObject([{ slot: 'small', reason: expect.stringContaining('window of 8000 tokens') }]);
  });

  it('when they are known to lack what the request needs', async () => {
    const image = {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }] }],
    };
    const { chain, removed } = await decideText(await compileText(plain), image);
    expect(chain).toEqual(['acme/large']);
    expect(removed).toMatchObject([{ slot: 'small', reason: expect.stringContaining('vision') }]);
  });

  it('until none is left, with the reason for each', async () => {
    const policy = await compileText(`${plain}
constraints: [{ id: impossible, when: { plan: [free, pro] }, require: { min_context: 1000000 } }]
`);
    expect(await decideText(policy, {})).toMatchObject({
      no_eligible_model: true,
      chain: [],
      max_tokens: null,
      removed: [
        { slot: 'small', constraint: 'impossible', reason: 'has a window of 8000 tokens, 1000000 are required' },
        { slot: 'large', constraint: 'impossible' },
      ],
    });
  });
});

describe('a constraint', () => {
  const requirement = fc.record(
    {
      labels: fc.constant(['private']),
      endpoints: fc.subarray(['openrouter', 'inhouse'], { minLength: 1 }),
      needs: fc.subarray(['tools', 'vision'], { minLength: 1 }),
      min_context: fc.constantFrom(1000, 10_000, 50_000),
      max_price: fc.record({ prompt: fc.constantFrom(0, 1, 5) }),
      zdr: fc.constant(true),
      data_collection: fc.constant('deny'),
    },
    { requiredKeys: [] },
  );
  const cap = fc.record(
    { max_tokens: fc.integer({ min: 1, max: 6000 }), cost_usd: fc.double({ min: 0.0001, max: 1, noNaN: true }) },
    { requiredKeys: [] },
  );
  const constraint = fc
    .record({ require: requirement, cap }, { requiredKeys: [] })
    .filter((each) => Object.values(each).some((part) => Object.keys(part).length > 0))
    .map((each) => Object.fromEntries(Object.entries(each).filter(([, part]) => Object.keys(part).length > 0)));

  it('only narrows, and the order of constraints does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(constraint, { minLength: 1, maxLength: 4 }), async (constraints) => {
        const policyOf = (list: readonly object[]) =>
          compileText(`${basics}${facts}
rules: [{ id: pro, when: { plan: pro }, then: deep }]
default: deep
constraints: ${JSON.stringify(list.map((each, index) => ({ id: `c${index}`, when: { plan: ['free', 'pro'] }, ...each })))}
`);
        const targets = async (list: readonly object[]) => (await decideText(await policyOf(list), {})).targets;
        const before = await targets(constraints.slice(1));
        const after = await targets(constraints);
        for (const target of after) {
          const same = before.find(({ slot }) => slot === target.slot);
          expect(same).toBeDefined();
          expect(target.max_tokens).toBeLessThanOrEqual(same!.max_tokens);
        }
        expect(await targets(constraints.toReversed())).toEqual(after);
      }),
      { numRuns: 60 },
    );
  });
});

describe('parameters of the policy', () => {
  it('override the caller’s and are listed', async () => {
    const policy = await compileText(`${basics}${facts}
rules: [{ id: pro, when: { plan: pro }, then: deep }]
default: { tier: quick, params: { temperature: 0.2, extra_body: { safe_prompt: true } } }
`);
    expect(await decideText(policy, { temperature: 1, top_p: 0.5 })).toMatchObject({
      params: { temperature: 0.2, safe_prompt: true },
      overridden: [{ param: 'temperature', caller: 1, policy: 0.2 }],
    });
    const same = await compileText(`${basics}${facts}
rules: [{ id: pro, when: { plan: pro }, then: deep }]
default: { tier: quick, params: { stop: [x] } }
`);
    expect((await decideText(same, { stop: ['x'] })).overridden).toEqual([]);
  });
});
