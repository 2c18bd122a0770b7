import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/decide/decide.js';
import type { Decision } from '../../src/decide/decision.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { parseRequest } from '../../src/request/parse-request.js';
import { estimatePromptTokens } from '../../src/request/prompt-token-estimate.js';
import type { CompiledPolicy, CompileOptions } from '../../src/rules/compile-policy.js';
import { costOf } from '../../src/usage/cost.js';
import { compileText } from '../support/policies.js';

const amount = fc.constantFrom(0, 0.05, 0.1, 0.15, 0.25, 0.6, 1, 1.1, 3, 15, 75);
const optional = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
const price = fc.record({
  prompt: amount,
  completion: amount,
  request: optional(fc.constantFrom(0, 0.0001, 0.01)),
  image: optional(fc.constantFrom(0, 0.001)),
  longer: optional(
    fc.uniqueArray(fc.record({ above: fc.integer({ min: 1, max: 3000 }), prompt: amount, completion: amount }), {
      selector: ({ above }) => above,
      minLength: 1,
      maxLength: 2,
    }),
  ),
});
const place = fc.record({
  endpoint: fc.constantFrom('one', 'two'),
  price: optional(price, 8),
  context: optional(fc.constantFrom(700, 4000, 100_000)),
  abilities: optional(fc.subarray(['tools', 'vision'])),
  labels: optional(fc.subarray(['eu', 'private'], { minLength: 1 })),
});
const model = fc.record({ ...{ place }, more: fc.constantFrom(0, 0, 0, 1), other: place });

interface Place {
  readonly endpoint: string;
  readonly price?: { readonly prompt: number; readonly completion: number; readonly longer?: unknown };
  readonly context?: number;
  readonly abilities?: readonly string[];
  readonly labels?: readonly string[];
}
type Models = Readonly<Record<string, Record<string, unknown>>>;

/** Ids are the names; some have a second deployment at the other endpoint, with a price of its own. */
const models = fc.array(model, { minLength: 1, maxLength: 7 }).map((drawn): Models => {
  const named = drawn.map(({ place: first, more, other }, index) => {
    const id = `m${index}`;
    if (more === 0) return [id, { id, ...first }];
    const elsewhere = first.endpoint === 'one' ? 'two' : 'one';
    return [
      id,
      {
        deployments: [
          { id, ...first },
          { id, ...other, endpoint: elsewhere },
        ],
      },
    ];
  });
  return JSON.parse(JSON.stringify(Object.fromEntries(named)));
});

const choice = fc.record({
  needs: optional(fc.constant(['tools']), 1),
  min_context: optional(fc.constantFrom(1000, 50_000), 1),
  expected_output: optional(fc.constantFrom(1, 40, 400)),
  free: optional(fc.boolean()),
});
const limit = 500;

function policyText(
  drawn: Models,
  cheapest: object,
  constraints: readonly object[] = [],
  {
    tiers = {},
    ...more
  }: { readonly tiers?: object; readonly facts?: object; readonly rules?: readonly object[] } = {},
): string {
  const names = Object.keys(drawn);
  return JSON.stringify({
    rules: [],
    policy: 'priced',
    language: 1,
    endpoints: { one: { kind: 'openai', base_url: 'http://localhost:1/v1' }, two: { kind: 'openrouter' } },
    models: drawn,
    tiers: {
      cheap: { cheapest: { among: 'all', ...cheapest }, max_tokens: limit },
      everyone: { model: names[0], fallbacks: names.slice(1), max_tokens: limit },
      ...tiers,
    },
    pinning: 'on',
    default: 'cheap',
    constraints,
    ...more,
  });
}

const always = { task: { exists: false } };
const constraints = fc.subarray([
  { id: 'eu', when: always, require: { labels: ['eu'] } },
  { id: 'roomy', when: always, require: { min_context: 2000 } },
  { id: 'capped', when: always, cap: { max_tokens: 100 } },
  { id: 'affordable', when: always, cap: { cost_usd: 0.002 } },
]);

function withFacts(text: string): string {
  return JSON.stringify({ ...JSON.parse(text), facts: { task: { from: 'attribute', path: 'task' } } });
}

const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
const bodies = fc
  .record({
    units: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 20_000 })),
    images: fc.constantFrom(0, 0, 0, 1, 3),
    max_tokens: optional(fc.constantFrom(1, 60, 499, 5000)),
    n: optional(fc.constantFrom(1, 4)),
    tools: optional(fc.constant([{ type: 'function', function: { name: 'f', parameters: {} } }])),
    stream: optional(fc.boolean()),
  })
  .map(({ units, images, ...body }) => {
    const parts = [{ type: 'text', text: 'x'.repeat(units) }, ...Array.from({ length: images }, () => image)];
    return JSON.parse(JSON.stringify({ messages: [{ role: 'user', content: parts }], ...body }));
  });

async function told(compiled: CompiledPolicy, body: object): Promise<Decision> {
  const { decision } = await decide(compiled, parseRequest(body), { id: 'd', now: 0 });
  return JSON.parse(JSON.stringify(decision));
}

/** Undefined where nobody can ever compete, or nobody carries a label; no other finding is meant here. */
async function compileOr(text: string, options: CompileOptions = {}): Promise<CompiledPolicy | undefined> {
  const { policy, diagnostics } = parsePolicy(text);
  if (policy !== undefined) return compileText(text, options);
  expect(diagnostics.filter(({ code }) => code !== 'no-candidate' && code !== 'unknown-name')).toEqual([]);
  return undefined;
}

const settings = { numRuns: 300 };

describe('the cheapest of the models that may serve a request', () => {
  it('is the one of least cost, by brute force over those that constraints and the choice leave', async () => {
    await fc.assert(
      fc.asyncProperty(models, choice, constraints, bodies, async (drawn, cheapest, constrained, body) => {
        const text = withFacts(policyText(drawn, cheapest, constrained));
        const compiled = await compileOr(text);
        // Nobody can ever compete.
        if (compiled === undefined) return;
        const decision = await told(compiled, body);
        const everyone = await told(compiled, { ...body, model: 'everyone' });
        const prompt_tokens = estimatePromptTokens(parseRequest(body).body);
        const caps = constrained.flatMap((each) =>
          'cap' in each && 'max_tokens' in each.cap ? each.cap.max_tokens : [],
        );
        const answer = Math.min(
          limit,
          body.max_tokens ?? limit,
          ...(caps as number[]),
          cheapest.expected_output ?? limit,
        );
        const completion_tokens = answer * (body.n ?? 1);
        expect(decision.cheapest?.[0]).toMatchObject({ prompt_tokens, completion_tokens });
        const images = body.messages[0].content.length - 1;
        const costs = new Map<string, number>();
        for (const { slot, endpoint } of everyone.targets) {
          const own = placeOf(drawn, slot, endpoint);
          if (!competes(own, cheapest)) continue;
          const usd = costOf({ prompt_tokens, completion_tokens }, own.price as never, images)?.usd;
          costs.set(slot, Math.max(costs.get(slot) ?? 0, usd!));
        }
        const slots = [...new Set(decision.targets.map(({ slot }) => slot))];
        expect(slots.length > 0).toBe(costs.size > 0);
        const least = Math.min(...costs.values());
        expect(costs.get(slots[0] ?? '') ?? least).toBeCloseTo(least, 14);
        const inOrder = slots.map((slot) => costs.get(slot)!);
        for (const [index, usd] of inOrder.slice(1).entries())
          expect(usd).toBeGreaterThanOrEqual(inOrder[index]! - 1e-14);
      }),
      settings,
    );
  });

  it('is told like that, whatever was remembered of other requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        models,
        choice,
        fc.array(bodies, { minLength: 2, maxLength: 12 }),
        async (drawn, cheapest, asked) => {
          const text = policyText(drawn, cheapest);
          const remembering = await compileOr(text);
          if (remembering === undefined) return;
          const forgetful = await compileText(text, { memo: false });
          for (const body of [...asked, ...asked]) {
            const decision = await told(remembering, body);
            expect(decision).toEqual(await told(forgetful, body));
            const told_ = decision.cheapest?.[0]?.candidates.filter(({ verdict }) => /chosen|next/.test(verdict));
            expect(told_?.map(({ slot, endpoint }) => [slot, endpoint])).toEqual(
              decision.targets.map(({ slot, endpoint }) => [slot, endpoint]),
            );
          }
        },
      ),
      settings,
    );
  });

  it('is that also behind other models, under other limits, and where answers are asked for again', async () => {
    const tasks = fc.constantFrom('spliced', 'shorter', 'listed', 'other');
    const asked = fc.array(fc.tuple(bodies, tasks, fc.boolean()), { minLength: 2, maxLength: 12 });
    const eu = { id: 'eu', when: { strict: true }, require: { labels: ['eu'] } };
    const facts = {
      task: { from: 'attribute', path: 'task' },
      strict: { from: 'attribute', path: 'strict', type: 'boolean' },
    };
    await fc.assert(
      fc.asyncProperty(models, choice, asked, async (drawn, cheapest, requests) => {
        const [first = ''] = Object.keys(drawn);
        const spliced = {
          model: first,
          fallbacks: [{ tier: 'cheap' }],
          max_tokens: 300,
          escalate: { when: ['empty'], to: 'cheap' },
        };
        const listed = { cheapest: { among: 'all', ...cheapest }, fallbacks: [first], max_tokens: 400 };
        const choose = { spliced: 'spliced', shorter: { tier: 'cheap', max_tokens: 60 }, listed };
        const rules = [{ id: 'by-task', by: 'task', choose }];
        const text = policyText(drawn, cheapest, [eu], { tiers: { spliced }, facts, rules });
        const remembering = await compileOr(text);
        if (remembering === undefined) return;
        const forgetful = await compileText(text, { memo: false });
        for (const [body, task, strict] of [...requests, ...requests]) {
          const request = { ...body, attributes: { task, strict } };
          const decision = await told(remembering, request);
          expect(decision).toEqual(await told(forgetful, request));
          if (task === 'spliced') expect(decision.targets.every(({ max_tokens }) => max_tokens <= 300)).toBe(true);
        }
      }),
      settings,
    );
  });

  it('is never one that a further constraint excludes', async () => {
    await fc.assert(
      fc.asyncProperty(models, choice, constraints, bodies, async (drawn, cheapest, constrained, body) => {
        const text = (all: readonly object[]) => withFacts(policyText(drawn, cheapest, all));
        const compiled = await compileOr(text(constrained));
        if (compiled === undefined) return;
        const private_ = { id: 'private', when: always, require: { labels: ['private'] } };
        const narrower = await compileOr(text([...constrained, private_]));
        // Nobody carries the label.
        if (narrower === undefined) return;
        const [before, after] = [await told(compiled, body), await told(narrower, body)];
        const allowed = (slot: string, endpoint: string) => placeOf(drawn, slot, endpoint).labels?.includes('private');
        expect(after.targets.every(({ slot, endpoint }) => allowed(slot, endpoint))).toBe(true);
        const [first] = before.targets;
        // A slot can become cheaper by losing its dearest deployment, so that only slots without others are compared.
        const single = Object.values(drawn).every((own) => own.deployments === undefined);
        if (single && first !== undefined && allowed(first.slot, first.endpoint)) {
          expect(after.targets[0]).toEqual(first);
        }
      }),
      settings,
    );
  });

  it('does not hang on the order of declaration, unless prices are equal', async () => {
    await fc.assert(
      fc.asyncProperty(models, choice, bodies, async (drawn, cheapest, body) => {
        const turned = Object.fromEntries(Object.entries(drawn).reverse());
        const [there, back] = [
          await compileOr(policyText(drawn, cheapest)),
          await compileOr(policyText(turned, cheapest)),
        ];
        expect(there === undefined).toBe(back === undefined);
        if (there === undefined || back === undefined) return;
        const [one, other] = [await told(there, body), await told(back, body)];
        // Any deployment of a slot may answer: it costs what the dearest does.
        const usd = ({ cheapest: compared }: Decision) =>
          Math.max(...(compared?.[0]?.candidates ?? []).map((each) => (each.verdict === 'chosen' ? each.usd! : -1)));
        expect(usd(other)).toEqual(usd(one));
        const prices = one.cheapest?.[0]?.candidates.flatMap((each) =>
          each.verdict === 'removed' ? [] : (each.usd ?? []),
        );
        if (new Set(prices).size === prices?.length) expect(other.chain).toEqual(one.chain);
      }),
      settings,
    );
  });
});

function placeOf(drawn: Models, slot: string, endpoint: string): Place {
  const { deployments, ...own } = drawn[slot]!;
  return ((deployments as Place[] | undefined) ?? [own as unknown as Place]).find(
    (each) => each.endpoint === endpoint,
  )!;
}

function competes(
  { price: own, abilities, context }: Place,
  {
    needs,
    min_context,
    free = false,
  }: { needs?: readonly string[] | undefined; min_context?: number | undefined; free?: boolean | undefined },
): boolean {
  if (own === undefined) return false;
  if (needs?.some((need) => !abilities?.includes(need))) return false;
  if (min_context !== undefined && (context ?? 0) < min_context) return false;
  const numbers = JSON.stringify(own).match(/"(prompt|completion|request|image)":[\d.e-]+/g) ?? [];
  return free || numbers.some((text) => Number(text.split(':')[1]) > 0);
}
