import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { decideDegradation } from '../../src/decide/decide-degradation.js';
import { decideShadow } from '../../src/decide/decide-shadow.js';
import { tablesOf } from '../../src/decide/decision-tables.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { parseRequest } from '../../src/request/parse-request.js';
import { compilePolicy } from '../../src/rules/compile-policy.js';
import { compileText, decideText, routeText } from '../support/policies.js';

/** Short answers are cheap at `writer`, long prompts at `reader`; `gift` is free, and of `riddle` no price is known. */
const models = `
policy: priced
language: 1
endpoints:
  openrouter: { kind: openrouter }
  inhouse: { kind: openai, base_url: http://127.0.0.1:9/v1, zdr: true }
models:
  reader: { id: a/reader, endpoint: openrouter, context: 200000, price: { prompt: 0.1, completion: 4 }, labels: [eu] }
  writer: { id: b/writer, endpoint: openrouter, context: 128000, price: { prompt: 1, completion: 1 }, abilities: [tools] }
  deep: { id: c/deep, endpoint: openrouter, context: 200000, price: { prompt: 15, completion: 75 }, abilities: [tools], labels: [eu] }
  gift: { id: gift, endpoint: inhouse, price: { prompt: 0, completion: 0 } }
  riddle: { id: riddle, endpoint: inhouse }
`;
const rest = 'rules: []\ndefault: cheap\npinning: on\n';

function withTiers(tiers: string, more = rest): string {
  return `${models}tiers: { ${tiers} }\n${more}`;
}

const cheap = (cheapest: string, more = '') => `cheap: { cheapest: { ${cheapest} }, max_tokens: 600${more} }`;
const prompt = (tokens: number) => ({ messages: [{ role: 'user', content: 'x'.repeat(4 * (tokens - 4)) }] });

async function chain(text: string, request: object = {}): Promise<readonly string[]> {
  return (await decideText(await compileText(text), request)).targets.map(({ slot }) => slot);
}

describe('the model that a request goes to by price', () => {
  it('hangs on how long the prompt is, turning exactly where two prices cross', async () => {
    // 600 × 4 + 0.1 p = 600 × 1 + 1 p at 2,000 tokens.
    const text = withTiers(cheap('among: [writer, reader]'));
    expect(await chain(text, prompt(1999))).toEqual(['writer', 'reader']);
    expect(await chain(text, prompt(2000))).toEqual(['writer', 'reader']);
    expect(await chain(text, prompt(2001))).toEqual(['reader', 'writer']);
    expect(await chain(withTiers(cheap('among: [reader, writer]')), prompt(2000))).toEqual(['reader', 'writer']);
  });

  it.each([
    ['one choice', cheap('among: [writer, reader, deep]')],
    [
      'a choice, and another where answers are asked for again',
      `${cheap('among: [writer, reader]', ', escalate: { when: [empty], to: more }')}, more: { cheapest: { among: [reader, writer] }, max_tokens: 900 }`,
    ],
    [
      'a choice only where answers are asked for again',
      'cheap: { model: deep, max_tokens: 600, escalate: { when: [empty], to: more } }, more: { cheapest: { among: [reader, writer] }, max_tokens: 900 }',
    ],
    [
      'two choices in one chain',
      `${cheap('among: [writer, reader]', ', fallbacks: [{ tier: more }]')}, more: { cheapest: { among: [third, fourth] }, max_tokens: 900 }`,
    ],
  ])('is the same for a generation that remembers, in whatever order requests come: %s', async (_what, tiers) => {
    const more = `  third: { id: third, endpoint: openrouter, price: { prompt: 0.1, completion: 9 } }
  fourth: { id: fourth, endpoint: openrouter, price: { prompt: 1, completion: 3 } }
`;
    const text = `${models}${more}tiers: { ${tiers} }\n${rest}`;
    const [remembering, forgetful] = [await compileText(text), await compileText(text, { memo: false })];
    // Prices cross at 2,000, 3,000 and 4,000 tokens.
    const sizes = [2001, 5, 4001, 3000, 2999, 4000, 9000, 2000, 3001, 1999, 3999, 2500, 3500, 50_000];
    for (const tokens of [...sizes, ...sizes.toReversed()]) {
      expect(await decideText(remembering, prompt(tokens))).toEqual(await decideText(forgetful, prompt(tokens)));
    }
    const chains = sizes.map((tokens) => decideText(remembering, prompt(tokens)));
    const told = new Set(
      (await Promise.all(chains)).map(({ chain: own, escalations }) => JSON.stringify([own, escalations])),
    );
    expect(told.size).toBeGreaterThan(1);
  });

  it('is remembered as one route where no size of a prompt changes it', async () => {
    const compiled = await compileText(withTiers(cheap('among: [writer, deep]')));
    const outcome = compiled.policy.default;
    if (outcome.kind !== 'route') throw new Error('no route');
    const memo = tablesOf(compiled).routes;
    const route = (tokens: number) =>
      memo.route(outcome, memo.classOf(outcome), memo.active([]), parseRequest(prompt(tokens)).body);
    expect(route(10)).toBe(route(50_000));
  });

  it('hangs on how long the answer may be: for the caller, for a constraint, and as expected', async () => {
    const among = 'among: [reader, writer]';
    const long = prompt(1000);
    expect(await chain(withTiers(cheap(among)), long)).toEqual(['writer', 'reader']);
    expect(await chain(withTiers(cheap(among)), { ...long, max_tokens: 100 })).toEqual(['reader', 'writer']);
    expect(await chain(withTiers(cheap(among)), { ...long, max_tokens: 100, n: 4 })).toEqual(['writer', 'reader']);
    expect(await chain(withTiers(cheap(`${among}, expected_output: 100`)), long)).toEqual(['reader', 'writer']);
    const capped = `facts: { task: { from: attribute, path: task } }
rules: []
default: cheap
constraints: [{ id: short, when: { task: x }, cap: { max_tokens: 100 } }]`;
    expect(await chain(withTiers(cheap(among), capped), { ...long, attributes: { task: 'y' } })).toEqual([
      'writer',
      'reader',
    ]);
    expect(await chain(withTiers(cheap(among), capped), { ...long, attributes: { task: 'x' } })).toEqual([
      'reader',
      'writer',
    ]);
  });

  it('counts the price of a request, of images, and of longer prompts', async () => {
    const slots = `
policy: priced
language: 1
endpoints: { one: { kind: openrouter } }
models:
  tokens: { id: tokens, endpoint: one, price: { prompt: 1, completion: 1, longer: [{ above: 3000, prompt: 9 }] } }
  flat: { id: flat, endpoint: one, price: { prompt: 0, completion: 0, request: 0.003, image: 0.01 } }
tiers: { cheap: { cheapest: { among: all }, max_tokens: 600 } }
rules: []
default: cheap
`;
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    expect(await chain(slots, prompt(2399))).toEqual(['tokens', 'flat']);
    expect(await chain(slots, prompt(2401))).toEqual(['flat', 'tokens']);
    expect(await chain(slots, { messages: [{ role: 'user', content: [image] }] })).toEqual(['tokens', 'flat']);
    // An answer's own images are resent: nobody knows how many are charged.
    const resent = {
      messages: [
        { role: 'assistant', content: 'look', images: [{}] },
        { role: 'user', content: 'x' },
      ],
    };
    expect(await chain(slots, resent)).toEqual(['tokens']);
  });

  it('is never free unless free models are asked for, and never one of unknown price', async () => {
    expect(await chain(withTiers(cheap('among: all')))).toEqual(['writer', 'reader', 'deep']);
    expect(await chain(withTiers(cheap('among: all, free: true')))).toEqual(['gift', 'writer', 'reader', 'deep']);
  });

  it('has the abilities, the window and the labels that are asked for', async () => {
    expect(await chain(withTiers(cheap('among: all, needs: [tools]')))).toEqual(['writer', 'deep']);
    expect(await chain(withTiers(cheap('among: all, min_context: 150000')))).toEqual(['reader', 'deep']);
    expect(await chain(withTiers(cheap('among: { labels: [eu] }')))).toEqual(['reader', 'deep']);
  });

  it('takes what is set for it: among all, who does not takes no part; by name that is an error', async () => {
    const knowing = models.replace(
      'labels: [eu] }\n  writer',
      'labels: [eu], supported_params: [max_tokens] }\n  writer',
    );
    const strict = (among: string) =>
      `${knowing}tiers: { ${cheap(among, ', params: { temperature: 0.2 }, params_mode: strict')} }\n${rest}`;
    expect(await chain(strict('among: all'), prompt(9000))).toEqual(['writer', 'deep']);
    const { diagnostics } = parsePolicy(strict('among: [reader, writer]'));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'model `reader` does not take `temperature`, and params_mode is strict',
    ]);
    const varied = models.replace('b/writer', 'b/writer:nitro');
    const text = `${varied}tiers: { ${cheap('among: all', ', variant: floor')} }\n${rest}`;
    expect(await chain(text)).toEqual(['reader', 'deep']);
    const { cheapest } = await decideText(await compileText(text), {});
    expect(cheapest?.[0]?.candidates.find(({ slot }) => slot === 'writer')).toMatchObject({
      ...{ verdict: 'settings', reason: 'has a variant in its id, so that floor cannot be added' },
    });
  });

  it('is one that the request fits and constraints allow', async () => {
    const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }];
    const knowing = models.replace('labels: [eu] }\n  writer', 'labels: [eu], abilities: [vision] }\n  writer');
    const text = `${knowing}tiers: { ${cheap('among: [reader, writer, deep]')} }\n${rest}`;
    expect(await chain(text, prompt(50_000))).toEqual(['reader', 'writer', 'deep']);
    expect(await chain(text, { ...prompt(50_000), tools })).toEqual(['writer', 'deep']);
  });
});

describe('the chain behind the cheapest', () => {
  it('is what the policy says: fallbacks, nothing, or the next cheapest', async () => {
    const among = 'among: [reader, writer, deep]';
    expect(await chain(withTiers(cheap(among)))).toEqual(['writer', 'reader', 'deep']);
    expect(await chain(withTiers(cheap(among, ', fallbacks: []')))).toEqual(['writer']);
    expect(await chain(withTiers(cheap(among, ', fallbacks: [gift, writer]')))).toEqual(['writer', 'gift']);
  });

  it('has at most eight models by price', async () => {
    const slots = Array.from(
      { length: 12 },
      (_, i) => `m${i}: { id: m${i}, endpoint: one, price: { prompt: ${20 - i}, completion: 1 } }`,
    );
    const text = `{ policy: many, language: 1, endpoints: { one: { kind: openrouter } }, models: { ${slots.join(', ')} },
      tiers: { ${cheap('among: all')} }, rules: [], default: cheap }`;
    expect(await chain(text)).toEqual(['m11', 'm10', 'm9', 'm8', 'm7', 'm6', 'm5', 'm4']);
    const { cheapest } = await decideText(await compileText(text), {});
    expect(cheapest?.[0]?.candidates.map(({ verdict }) => verdict)).toEqual([
      'chosen',
      ...Array.from({ length: 7 }, () => 'next'),
      ...Array.from({ length: 4 }, () => 'dearer'),
    ]);
  });

  it('competes anew where a tier is spliced into another’s fallbacks', async () => {
    const text = withTiers(
      `${cheap('among: [reader, writer]')}, main: { model: deep, fallbacks: [{ tier: cheap }], max_tokens: 600 }`,
    );
    const at = (tokens: number) => chain(text, { ...prompt(tokens), model: 'main' });
    expect(await at(100)).toEqual(['deep', 'writer', 'reader']);
    expect(await at(9000)).toEqual(['deep', 'reader', 'writer']);
  });

  it('is replaced by the fallbacks of an outcome that names its tier', async () => {
    const text = withTiers(
      cheap('among: [reader, writer]'),
      'rules: []\ndefault: { tier: cheap, fallbacks: [deep] }\n',
    );
    expect(await chain(text)).toEqual(['writer', 'deep']);
  });

  it('keeps the deployments of a slot together, which costs what the dearest of them does', async () => {
    const text = `
policy: places
language: 1
endpoints: { one: { kind: openrouter }, two: { kind: openai, base_url: http://127.0.0.1:9/v1 } }
models:
  spread: { deployments: [{ id: s, endpoint: one, price: { prompt: 1, completion: 1 } }, { id: s, endpoint: two, price: { prompt: 3, completion: 3 } }] }
  single: { id: t, endpoint: one, price: { prompt: 2, completion: 2 } }
tiers: { cheap: { cheapest: { among: all }, max_tokens: 600 } }
rules: []
default: cheap
`;
    expect(await chain(text)).toEqual(['single', 'spread', 'spread']);
  });
});

describe('who may compete', () => {
  const listed = {
    version: 1,
    endpoint_kind: 'openrouter',
    models: [
      { id: 'z/cheap', context: 9000, price: { prompt: 0.01, completion: 0.01 } },
      { id: 'a/reader', context: 9000, price: { prompt: 50, completion: 50 } },
      { id: 'z/gift:free', price: { prompt: 0, completion: 0 } },
      { id: 'z/riddle' },
    ],
  };
  const compileWith = async (text: string) => {
    const { policy, diagnostics } = parsePolicy(text, { readInclude: () => JSON.stringify(listed) });
    expect(diagnostics).toEqual([]);
    return (await compilePolicy(policy!)).compiled!;
  };

  it('is every model of the catalogue; one for which the policy has a slot competes as that slot', async () => {
    const compiled = await compileWith(`catalogue: models.json\n${withTiers(cheap('among: catalogue')).trimStart()}`);
    const { targets, cheapest } = await decideText(compiled, {});
    expect(targets.map(({ slot, model }) => [slot, model])).toEqual([
      ['z/cheap', 'z/cheap'],
      ['reader', 'a/reader'],
    ]);
    expect(cheapest?.[0]?.candidates.slice(2)).toMatchObject([
      { slot: 'z/gift:free', verdict: 'free' },
      { slot: 'z/riddle', verdict: 'unknown_price' },
    ]);
  });

  it('is a matter of labels all of which a slot has', async () => {
    const compiled = await compileText(withTiers(cheap('among: { labels: [eu] }')));
    expect((await decideText(compiled, {})).cheapest?.[0]?.candidates.map(({ slot }) => slot)).toEqual([
      'reader',
      'deep',
    ]);
  });
});

describe('a request that nobody may serve by price', () => {
  const text = withTiers(
    cheap('among: [reader, writer]'),
    `facts: { task: { from: attribute, path: task } }
rules: []
default: cheap
constraints: [{ id: inside, when: { task: x }, require: { endpoints: [inhouse] } }]`,
  );

  it('is refused with the reason for each candidate', async () => {
    const decision = await decideText(await compileText(text), { attributes: { task: 'x' } });
    expect(decision.no_eligible_model).toBe(true);
    expect(decision.removed.map(({ slot, constraint }) => [slot, constraint])).toEqual([
      ['reader', 'inside'],
      ['writer', 'inside'],
    ]);
    expect(decision.cheapest?.[0]?.candidates).toMatchObject([
      { slot: 'reader', verdict: 'removed', constraint: 'inside', reason: 'is at endpoint openrouter, not inhouse' },
      { slot: 'writer', verdict: 'removed', constraint: 'inside' },
    ]);
  });
});

describe('what a decision tells of a choice by price', () => {
  const text = withTiers(
    `${cheap('among: all, needs: [tools]', ', escalate: { when: [empty], to: more }')}, more: { cheapest: { among: [deep] }, max_tokens: 900 }`,
  );

  it('is what each candidate was expected to cost, and why it lost', async () => {
    const { cheapest } = await decideText(await compileText(text), prompt(1000));
    expect(cheapest).toMatchObject([
      {
        ...{ tier: 'cheap', prompt_tokens: 1000, completion_tokens: 600, at: { file: 'test.yaml' } },
        candidates: [
          { slot: 'writer', usd: 0.0016, verdict: 'chosen' },
          { slot: 'deep', usd: 0.06, verdict: 'next', reason: 'costs 0.058 USD more than writer' },
          { slot: 'reader', usd: 0.0025, verdict: 'needs', reason: 'is not known to do tools' },
          { slot: 'gift', usd: 0, verdict: 'needs' },
          { slot: 'riddle', verdict: 'needs' },
        ],
      },
      { tier: 'more', completion_tokens: 900, candidates: [{ slot: 'deep', verdict: 'chosen' }] },
    ]);
    expect(cheapest?.[0]?.candidates[0]).not.toHaveProperty('reason');
  });

  it('leaves out the escalations of a stream, and is absent where nothing is chosen by price', async () => {
    const compiled = await compileText(text);
    expect((await decideText(compiled, { stream: true })).cheapest).toHaveLength(1);
    expect(await decideText(compiled, { model: 'deep', max_tokens: 5 })).not.toHaveProperty('cheapest');
  });

  it('fits the published schema', async () => {
    const schema = JSON.parse(readFileSync(new URL('../../schemas/decision.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    for (const request of [prompt(50), { ...prompt(9), stream: true }, { model: 'more', n: 3 }]) {
      const decision = JSON.parse(JSON.stringify(await decideText(await compileText(text), request)));
      expect(decision.cheapest).toBeDefined();
      expect(validate(decision), JSON.stringify(validate.errors)).toBe(true);
    }
  });
});

describe('elsewhere than in a rule', () => {
  it('a shadow goes to the cheapest model that constraints leave', async () => {
    const compiled = await compileText(
      withTiers(
        cheap('among: [deep]'),
        `${rest}shadows: [{ id: s, target: { cheapest: { among: [reader, writer] }, max_tokens: 600 } }]`,
      ),
    );
    const [shadow] = compiled.shadows;
    const at = async (tokens: number) => {
      const request = parseRequest(prompt(tokens));
      const { readings } = await routeText(compiled, prompt(tokens));
      return decideShadow(compiled, shadow!, request, readings);
    };
    expect(await at(100)).toMatchObject({ kind: 'routed', candidates: [{ slot: { name: 'writer' } }] });
    expect(await at(9000)).toMatchObject({ kind: 'routed', candidates: [{ slot: { name: 'reader' } }] });
  });

  it('a budget that is exceeded degrades to the cheapest', async () => {
    const compiled = await compileText(
      withTiers(
        `${cheap('among: [reader, writer]')}, main: { model: deep, max_tokens: 600 }`,
        'rules: []\ndefault: main\nbudgets: { day: { limit_usd: 1, per: day, on_exceeded: { tier: cheap } } }',
      ),
    );
    const routed = await routeText(compiled, prompt(9000));
    const { onExceeded } = compiled.policy.budgets.get('day')!;
    const degraded = await decideDegradation(compiled, routed, parseRequest(prompt(9000)), onExceeded);
    expect(degraded?.candidates.map(({ slot }) => slot.name)).toEqual(['reader', 'writer']);
  });
});
