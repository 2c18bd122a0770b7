import { describe, expect, it } from 'vitest';
import { RouterError } from '../../src/errors.js';
import { basics, compileText, decideText } from '../support/policies.js';

const policy = await compileText(`${basics}
facts:
  task: { from: attribute, path: user.task }
  age: { from: attribute, path: user.age, type: number }
  beta: { from: attribute, path: user.beta, type: boolean }
  teams: { from: attribute, path: user.teams, type: list }
  arm: { from: bucket, key: user.id, seed: s, arms: [{ name: a, percent: 50 }, { name: b, percent: 50 }] }
rules:
  - { id: all, when: { task: code, age: { above: 3 }, beta: true, teams: { contains: x }, arm: [a, b] }, then: deep }
  - { id: any, when: { any: [{ age: { above: 3 } }, { beta: true }, { teams: { contains: x } }, { arm: [a, b] }] }, then: deep }
default: quick
`);

const refusal = (error: unknown) => (RouterError.isInstance(error) ? error.message : String(error));

describe('a decision about a hostile request', () => {
  it('does not walk over attributes that no fact asks for', async () => {
    const endless = new Proxy(
      { task: 'chat' },
      {
        ownKeys: () => {
          throw new Error('walked over');
        },
      },
    );
    const decision = await decideText(policy, { attributes: { user: endless } });
    expect(decision).toMatchObject({ rule: 'default', facts: { task: 'chat' } });
  });

  it.each(['attributes', 'facts'])('refuses a table of a million in place of %s', async (field) => {
    const table: Record<string, number> = {};
    for (let key = 0; key < 1_000_000; key += 1) table[`k${key}`] = key;
    const error = await decideText(policy, { [field]: table }).catch(refusal);
    expect(error).toBe(`${field} has 1000000 keys, more than the 10000 it may have`);
  });

  it('never asks a value of the wrong type for its text', async () => {
    const hostile = () => ({
      toString: () => {
        throw new Error('asked');
      },
      valueOf: () => {
        throw new Error('asked');
      },
      toJSON: () => {
        throw new Error('asked');
      },
      [Symbol.toPrimitive]: () => {
        throw new Error('asked');
      },
    });
    const [task, age, beta, id] = [hostile(), hostile(), hostile(), hostile()];
    const user = { task, age, beta, id, teams: [hostile()] };
    const decision = await decideText(policy, { attributes: { user } });
    expect(decision.rule).toBe('default');
    expect(decision.flags.map(({ fact }) => fact)).toEqual(['task', 'age', 'beta', 'teams', 'arm']);
    expect(decision.flags.every(({ flag }) => flag === 'wrong_type')).toBe(true);
    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision.toJSON());
  });

  it('counts an attribute that throws as unknown, and says why', async () => {
    const user = {
      get task() {
        throw new Error('not today');
      },
    };
    const decision = await decideText(policy, { attributes: { user } });
    expect(decision.unknown[0]).toEqual({ fact: 'task', reason: 'failed', detail: 'not today' });
  });

  it('refuses attributes that cannot be read', async () => {
    const fail = () => {
      throw new Error('no');
    };
    const hidden = new Proxy({}, { ownKeys: fail });
    const failing = Object.defineProperty({}, 'task', { enumerable: true, get: fail });
    for (const attributes of [hidden, failing]) {
      const error = await decideText(policy, { attributes }).catch((each: unknown) => each);
      expect(error).toMatchObject({
        code: 'REQUEST_INVALID',
        message: 'the request cannot be read: it must be plain JSON data',
      });
    }
  });

  it('reads a list of a million texts once for all comparisons', async () => {
    let read = 0;
    const teams = Array.from({ length: 1_000_000 }, () => 'y');
    const user = {
      get teams() {
        read += 1;
        return teams;
      },
    };
    const decision = await decideText(policy, { attributes: { user } });
    expect(decision.rule).toBe('default');
    expect(read).toBe(1);
  });
});

describe('names that objects have from their prototype', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

  it('name facts, values and attributes like any other', async () => {
    const named = await compileText(`${basics}
facts:
${names.map((name) => `  ${name}: { from: attribute, path: names.${name}_ }`).join('\n')}
rules:
${names.map((name) => `  - { id: ${name}, when: { ${name}: __proto__ }, then: deep }`).join('\n')}
default: quick
`);
    const none = await decideText(named, {});
    expect(none).toMatchObject({ rule: 'default', facts: {} });
    expect(none.unknown.map(({ fact }) => fact)).toEqual(names);
    for (const name of names) {
      const decision = await decideText(named, { attributes: { names: { [`${name}_`]: '__proto__' } } });
      expect(decision.rule).toBe(name);
      expect(Object.entries(decision.facts)).toEqual([[name, '__proto__']]);
    }
  });

  it.each(names)('name slots, tiers, rules, arms, keywords and entries of tables like any other: %s', async (name) => {
    // Tiers and slots share one namespace.
    const tier = names[(names.indexOf(name) + 1) % names.length];
    const named = await compileText(`
policy: ${name}
language: 1
endpoints: { ${name}: { kind: openai, base_url: http://127.0.0.1:9/v1 } }
models: { ${name}: { id: m, endpoint: ${name} } }
tiers: { quick: { model: ${name}, max_tokens: 5 }, ${tier}: { model: ${name}, max_tokens: 6 } }
facts:
  task: { from: attribute, path: task }
  said: { from: keywords, keywords: [${name}, __proto__] }
  trial: { from: bucket, key: id, seed: s, arms: [{ name: ${name}, percent: 50 }, { name: __proto__, percent: 50 }] }
rules:
  - { id: ${name}, when: { said: true }, then: ${tier} }
  - { id: by, by: task, choose: { ${name}: ${tier}, __proto__: ${tier} } }
  - { id: in-one, when: { trial: ${name} }, then: quick }
  - { id: in-other, when: { trial: __proto__ }, then: ${tier} }
default: quick
`);
    const tierOf = { tier, chain: ['m'] };
    const messages = [{ role: 'user', content: `Please ${name}.` }];
    expect(await decideText(named, { messages })).toMatchObject({ ...tierOf, rule: name });
    for (const task of [name, '__proto__']) {
      expect(await decideText(named, { attributes: { task } })).toMatchObject({ ...tierOf, rule: `by.${task}` });
    }
    expect(await decideText(named, { attributes: { task: 'isPrototype' } })).toMatchObject({ rule: 'default' });
    const arms = new Map<string, string | null>();
    for (let id = 0; id < 50; id += 1) {
      const { rule, exposures } = await decideText(named, { attributes: { id: `u-${id}` } });
      arms.set(exposures[0]?.arm ?? '', rule);
    }
    expect(Object.fromEntries([...arms].map(([arm, rule]) => [rule, arm]))).toEqual({
      'in-one': name,
      'in-other': '__proto__',
    });
  });

  it.each(['__proto__', 'constructor', 'user.prototype'])('are refused in a path: %s', async (path) => {
    const text = `${basics}\nfacts: { x: { from: attribute, path: ${path} } }\nrules: []\ndefault: quick\n`;
    await expect(compileText(text)).rejects.toThrow('a path cannot go through');
  });

  it('give no attribute through a prototype, and none to other objects', async () => {
    const attributes = JSON.parse('{ "__proto__": { "user": { "task": "code" }, "polluted": true } }');
    const decision = await decideText(policy, { attributes });
    expect(decision.unknown.map(({ fact }) => fact)).toContain('task');
    const inherited = Object.create({ user: { task: 'code' } });
    expect((await decideText(policy, { attributes: inherited })).unknown.map(({ fact }) => fact)).toContain('task');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(['__proto__', 'constructor'])('is told that there is no fact %s to be given', async (name) => {
    const facts = JSON.parse(`{ "${name}": "x" }`);
    const error = await decideText(policy, { facts }).catch(refusal);
    expect(error).toContain(`policy test has no fact "${name}"`);
  });
});
