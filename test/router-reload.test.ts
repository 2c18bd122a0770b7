import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  compilePolicy,
  createRouter,
  type Decision,
  decide,
  parsePolicy,
  parseRequest,
  type Router,
  type RouterEvents,
} from '../src/index.js';
import { startSimulatedProvider } from '../src/testing/index.js';

let folder: string;
let router: Router | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-'));
});

afterEach(async () => {
  await router?.close();
  router = undefined;
  await rm(folder, { recursive: true });
});

/** Every number in a generation follows from its own: a decision that mixes two generations shows. */
const policyText = (generation: number, url = 'http://127.0.0.1:9/v1'): string => `
policy: p
language: 1
endpoints: { llm: { kind: openai, base_url: ${url} } }
models:
  a: { id: a-${generation}, endpoint: llm }
  b: { id: b-${generation}, endpoint: llm }
tiers:
  small: { model: a, fallbacks: [b], max_tokens: ${1000 + generation} }
  large: { model: b, fallbacks: [a], max_tokens: ${2000 + generation} }
facts:
  size: { from: attribute, path: size, type: number }
  slow: { from: custom, type: number }
rules:
  - { id: large-${generation}, when: { size: { at_least: ${generation} } }, then: large }
  - { id: slow-${generation}, when: { slow: { below: ${generation % 7} } }, then: { tier: small, max_tokens: ${10 + generation} } }
default: small
constraints: [{ id: cap-${generation}, when: { size: ${generation + 3} }, cap: { max_tokens: ${100 + generation} } }]
`;

const customFacts = {
  slow: async (request: { attributes: Readonly<Record<string, unknown>> }) => Number(request.attributes.size) % 7,
};
const input = (size: number) => ({ messages: [{ role: 'user' as const, content: 'x' }], attributes: { size } });
const comparable = ({ id: _id, at: _at, passed_over: _passed, constraints: _constraints, ...decision }: Decision) =>
  JSON.stringify(decision);

/** Resolves with the router's next event of that name. */
function next<E extends 'policy-applied' | 'policy-refused'>(of: Router, name: E): Promise<RouterEvents[E][0]> {
  return new Promise((resolve) => {
    const listener = (event: RouterEvents[E][0]): void => {
      of.off(name, listener as never);
      resolve(event);
    };
    of.on(name, listener as never);
  });
}

describe('reloading while requests flow', () => {
  it('decides each of 10,000 concurrent requests wholly by one of 100 generations', async () => {
    const file = join(folder, 'p.yaml');
    await writeFile(file, policyText(0));
    router = await createRouter({ policy: file, watch: { debounceMs: 1 }, facts: customFacts });
    const [reloads, perReload] = [100, 100];
    const decisions: Promise<[number, Decision]>[] = [];
    for (let generation = 1; generation <= reloads; generation += 1) {
      const applied = next(router, 'policy-applied');
      await writeFile(`${file}.new`, policyText(generation));
      await rename(`${file}.new`, file);
      for (let index = 0; index < perReload; index += 1) {
        const size = (generation * 31 + index * 7) % 120;
        decisions.push(router.decide(input(size)).then((decision) => [size, decision]));
        if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await applied;
    }
    const results = await Promise.all(decisions);
    expect(results).toHaveLength(10_000);

    const alone = new Map<string, Awaited<ReturnType<typeof compiledAlone>>>();
    for (let generation = 0; generation <= reloads; generation += 1) {
      const compiled = await compiledAlone(generation);
      alone.set(compiled.policy.version, compiled);
    }
    const mixed = [];
    for (const [size, decision] of results) {
      const generation = alone.get(decision.version);
      const expected = generation && (await decide(generation, parseRequest(input(size)), { id: '', now: 0 })).decision;
      if (expected === undefined || comparable(expected) !== comparable(decision)) mixed.push(decision);
    }
    expect(mixed).toEqual([]);
    expect(new Set(results.map(([, decision]) => decision.version)).size).toBeGreaterThan(reloads / 2);
  }, 120_000);

  async function compiledAlone(generation: number) {
    const { policy } = parsePolicy(policyText(generation), { file: 'p.yaml' });
    if (policy === undefined) throw new Error('the policy has errors');
    const { compiled } = await compilePolicy(policy, { customFacts });
    if (compiled === undefined) throw new Error('the policy does not compile');
    return compiled;
  }

  it('keeps the old policy when the new one has errors, and says what is wrong', async () => {
    const file = join(folder, 'p.yaml');
    await writeFile(file, policyText(1));
    router = await createRouter({ policy: file, watch: { debounceMs: 1 }, facts: customFacts });
    const before = router.policies[0]?.version;
    const refused = next(router, 'policy-refused');
    await writeFile(file, policyText(2).replace('default: small', 'default: smal'));
    expect(await refused).toMatchObject({
      policy: 'p',
      diagnostics: [{ code: 'unknown-name', message: expect.stringContaining('smal') }],
    });
    expect(router.policies[0]?.version).toBe(before);
    expect((await router.decide(input(0))).chain).toEqual(['a-1', 'b-1']);

    const applied = next(router, 'policy-applied');
    await writeFile(file, policyText(3));
    await applied;
    expect((await router.decide(input(0))).chain).toEqual(['a-3', 'b-3']);
  });

  it('warns of experiments whose arms change under the same seed, saying who moves', async () => {
    const file = join(folder, 'p.yaml');
    const trial = (share: number): string =>
      policyText(1).replace(
        'facts:\n',
        `facts:\n  trial: { from: bucket, key: user.id, seed: s, arms: [{ name: a, percent: ${share} }, { name: b, percent: ${100 - share} }] }\n`,
      );
    await writeFile(file, trial(90));
    router = await createRouter({ policy: file, watch: { debounceMs: 1 }, facts: customFacts });
    const applied = next(router, 'policy-applied');
    await writeFile(file, trial(75));
    expect(await applied).toMatchObject({
      diagnostics: [{ code: 'arms-changed', message: expect.stringContaining('15 % of keys move (15 % from a to b)') }],
    });
  });

  it('keeps a request on its generation to the end of its stream', async () => {
    const server = await startSimulatedProvider({ chunkDelayMs: 1, scripts: { 'a-1': [{ cut_after: 0 }] } });
    try {
      const file = join(folder, 'p.yaml');
      await writeFile(file, policyText(1, server.url));
      router = await createRouter({ policy: file, watch: { debounceMs: 1 }, facts: customFacts });
      const { messages, attributes } = input(0);
      const stream = await router.chat.completions.create({ messages, stream: true }, { attributes });
      const applied = next(router, 'policy-applied');
      await writeFile(file, policyText(2, server.url));
      await applied;
      const models = new Set<string>();
      for await (const chunk of stream) models.add(chunk.model);
      const routing = await stream.routing;
      expect([...models]).toEqual(['b-1']);
      expect(routing.attempts.map(({ model }) => model)).toEqual(['a-1', 'b-1']);
      expect(router.policies[0]?.version).not.toBe(routing.decision.version);
    } finally {
      await server.close();
    }
  });

  it('follows a Kubernetes ConfigMap, whose files are links through ..data', async () => {
    const version = async (name: string, generation: number) => {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'p.yaml'), policyText(generation));
    };
    await version('..1', 1);
    await symlink('..1', join(folder, '..data'));
    await symlink('..data/p.yaml', join(folder, 'p.yaml'));
    router = await createRouter({ policy: folder, watch: { debounceMs: 1 }, facts: customFacts });
    expect((await router.decide(input(0))).chain[0]).toBe('a-1');
    const applied = next(router, 'policy-applied');
    await version('..2', 2);
    await symlink('..2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await applied;
    expect((await router.decide(input(0))).chain[0]).toBe('a-2');
  });
});
