import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRouter, type Router } from '../../src/index.js';
import { memoize } from '../../src/rules/decision-memo.js';
import { formulaOf } from '../../src/rules/formula.js';
import { compare, known, readingsOf } from '../support/conditions.js';

const page = readFileSync(new URL('../../docs/decisions.md', import.meta.url), 'utf8');

describe('the page about decisions', () => {
  it('has an example that runs', async () => {
    const [, example] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    const run = new Function('createRouter', 'alarm', `return (async () => { ${example}\nreturn router; })()`);
    const options: unknown[] = [];
    const create = (given: object) => {
      options.push(given);
      return createRouter({ ...given, env: { OPENROUTER_API_KEY: 'k' }, policy: { text: policy } });
    };
    const router: Router = await run(create, () => {});
    expect(options).toEqual([{ policy: 'policies' }]);
    await router.close();
  });

  it('says how often a remembered result is checked', async () => {
    const isX = [formulaOf(compare({ fact: 'a', operator: 'is', value: 'x' }), () => 0)];
    let runs = 0;
    const match = async (readings: { read: (fact: string) => unknown }) => {
      runs += 1;
      await readings.read('a');
      return [0];
    };
    const memo = memoize({ match }, isX, (list) => list);
    let hits = -1;
    for (; runs < 2; hits += 1) await memo.find(readingsOf({ a: known('x') }));
    expect(page).toContain(`One in ${hits.toLocaleString('en')} remembered results`);
  });
});

const policy = `
policy: example
language: 1
endpoints: { openrouter: { kind: openrouter, api_key: { env: OPENROUTER_API_KEY } } }
models: { fast: { id: acme/fast, endpoint: openrouter } }
tiers: { quick: { model: fast, max_tokens: 100 } }
facts: { task: { from: attribute, path: task } }
rules: []
default: quick
`;
