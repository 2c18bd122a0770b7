import { describe, expect, it } from 'vitest';
import { compileFacts, costOf } from '../../src/facts/fact-catalogue.js';
import type { Fact } from '../../src/policy/policy-document.generated.js';
import { asking, declare } from './support.js';

const facts: Readonly<Record<string, Fact>> = {
  by_seed: { from: 'bucket', key: 'id', seed: 's', arms: [{ name: 'a', percent: 100 }] },
  asked: { from: 'custom', type: 'string' },
  tokens: { from: 'tokens' },
  code: { from: 'regex', pattern: '```' },
  turns: { from: 'turns' },
  task: { from: 'attribute', path: 'task' },
};

describe('the catalogue of facts', () => {
  const declarations = new Map(Object.entries(facts).map(([name, fact]) => [name, declare(fact, name)]));

  it('compiles every fact, and orders them by what reading costs', async () => {
    const compiled = await compileFacts(declarations, { customFacts: { asked: () => 'x', not_declared: () => 1 } });
    expect(compiled.diagnostics).toEqual([]);
    const declared = [...compiled.facts.keys()].map((name) => declarations.get(name)!);
    const byCost = declared.toSorted((a, b) => costOf(a) - costOf(b)).map(({ name }) => name);
    expect(byCost).toEqual(['task', 'turns', 'code', 'tokens', 'asked', 'by_seed']);
  });

  it('reads nothing of a request before it is asked', async () => {
    let calls = 0;
    const compiled = await compileFacts(declarations, {
      customFacts: {
        asked: () => {
          calls += 1;
          return 'x';
        },
      },
    });
    await compiled.facts.get('task')?.read(asking('', { attributes: { task: 'draft' } }));
    expect(calls).toBe(0);
    compiled.facts.get('asked')?.read(asking(''));
    expect(calls).toBe(1);
  });

  it('reports all findings, each at its fact', async () => {
    const broken = new Map([
      ['one', declare({ from: 'regex', pattern: '(a+)+$' }, 'one')],
      ['two', declare({ from: 'custom', type: 'string' }, 'two')],
    ]);
    const { diagnostics } = await compileFacts(broken, { customFacts: {} });
    expect(diagnostics.map(({ code }) => code)).toEqual(['regex-exponential', 'custom-fact-missing']);
  });
});
