import { describe, expect, it } from 'vitest';
import { type Mutation, measureMutation } from '../../../src/verify/mutate/measure-mutation.js';
import { mutantsOf } from '../../../src/verify/mutate/mutants-of.js';
import { escalatingPolicy } from '../../support/escalating-policy.js';
import { basics, compileText } from '../../support/policies.js';
import { runText } from '../run-text.js';

const facts = `facts:
  task: { from: attribute, path: task, one_of: [draft, code], default: draft }
  words: { from: words }
`;

async function mistakes(text: string): Promise<readonly string[]> {
  const mutants = mutantsOf(await compileText(basics + facts + text));
  return mutants.map(({ kind, mistake }) => `${kind}: ${mistake}`);
}

async function mutation(text: string, cases: string): Promise<Mutation> {
  const { suite } = await runText(basics + facts + text, cases);
  return measureMutation(suite.compiled, [suite]);
}

describe('the mistakes in a policy', () => {
  it('are thresholds off by one, conditions negated or left out, and outcomes', async () => {
    expect(
      await mistakes(`rules: [{ id: a, when: { task: code, words: { at_least: 10 } }, then: deep }]\ndefault: quick\n`),
    ).toEqual([
      'drop: without: task is code',
      'negate: not: task is code',
      'drop: without: words is at least 10',
      'threshold: words is at least 9 instead of words is at least 10',
      'threshold: words is at least 11 instead of words is at least 10',
      'negate: not: words is at least 10',
      'outcome: a leads to tier quick',
      'outcome: default leads to tier deep',
    ]);
  });

  it('are rules and entries of a table in another order, but not otherwise above the others', async () => {
    const swaps = (
      await mistakes(`rules:
  - { id: a, when: { task: code }, then: deep }
  - { id: t, by: words, choose: { below 3: quick, below 6: deep, otherwise: quick } }
default: quick
`)
    ).filter((mistake) => mistake.startsWith('swap'));
    expect(swaps).toEqual(['swap: a below t', 'swap: t.below-3 below t.below-6']);
  });

  it('are candidates forgotten, and abilities, windows and prices not asked for, where that shows in a chain', async () => {
    const made = async (cheapest: string, more = '') =>
      (await mistakes(`rules: []\ndefault: { cheapest: { ${cheapest} }, max_tokens: 100${more} }\n`)).flatMap(
        (mistake) => (mistake.startsWith('candidates: ') ? mistake.slice('candidates: '.length) : []),
      );
    expect(await made('among: [small, large]')).toEqual(['cheapest without small', 'cheapest without large']);
    // What is never chosen leaves no trace, where nothing stands behind the cheapest.
    expect(await made('among: [small, large]', ', fallbacks: []')).toEqual(['cheapest without small']);
    expect(await made('among: all, needs: [tools]')).toEqual(['cheapest does not need tools']);
    expect(await made('among: all, min_context: 50000')).toEqual(['cheapest without min_context 50000']);
    expect(await made('among: [small, inside]')).toEqual(['free models take part in cheapest']);
    expect(await made('among: [small, inside], free: true')).toEqual([
      'cheapest without small',
      'cheapest without inside',
    ]);
  });

  it('are an unless, a constraint and its condition left out, and no more in a group than it has', async () => {
    const made = await mistakes(`rules:
  - { id: a, when: { any: [{ task: code }, { words: { below: 3 } }] }, unless: { task: draft }, then: deep }
default: quick
constraints: [{ id: c, when: { task: code }, cap: { max_tokens: 10 } }]
`);
    expect(made).toContain('unless: without its unless');
    expect(made).toContain('drop: without: any (task is code; words is below 3)');
    expect(made).toContain('constraint: without constraint c');
    expect(made.filter((mistake) => mistake.startsWith('drop: without: task is code'))).toHaveLength(2);
  });

  it('move otherwise along with a threshold of its table', async () => {
    const compiled = await compileText(`${basics}${facts}rules:
  - { id: t, by: words, choose: { below 3: quick, otherwise: deep } }
default: { reject: { message: no } }
`);
    const [shift] = mutantsOf(compiled).filter(({ kind }) => kind === 'threshold');
    expect(shift?.effect.of === 'conditions' && [...shift.effect.formulas().keys()]).toEqual([0, 1]);
  });
});

describe('a mistake in a choice by price', () => {
  const text = `rules: [{ id: a, when: { task: code }, then: { cheapest: { among: [small, large] }, max_tokens: 100 } }]
default: quick
`;
  const cases = (expected: string) => `
  - { name: a, facts: { task: code }, expect: ${expected} }
  - { name: b, facts: { task: draft }, expect: { rule: default, tier: quick } }`;

  it('is noticed by a case that names the models, and not by one that names the rule', async () => {
    const { unnoticed } = await mutation(text, cases('{ rule: a }'));
    expect(unnoticed.flatMap(({ mutant }) => (mutant.kind === 'candidates' ? mutant.mistake : []))).toEqual([
      'cheapest without small',
      'cheapest without large',
    ]);
    const { unnoticed: none } = await mutation(text, cases('{ rule: a, slots: [small, large] }'));
    expect(none.filter(({ mutant }) => mutant.kind === 'candidates')).toEqual([]);
  });

  it('is noticed where a tier escalates to one that has it', async () => {
    const escalating = `rules: [{ id: a, when: { task: code }, then: { tier: first } }]
default: { tier: cheap }
`;
    const tiers = `  first: { model: inside, max_tokens: 100, escalate: { when: [empty], to: cheap } }
  cheap: { cheapest: { among: [small, large] }, max_tokens: 100 }
`;
    const { suite } = await runText(
      basics + tiers + facts + escalating,
      `
  - { name: a, facts: { task: code }, simulate: { inside: [{ answer: '' }], small: [model_gone] }, expect: { served_by: large } }`,
    );
    const { unnoticed } = await measureMutation(suite.compiled, [suite]);
    expect(unnoticed.map(({ mutant }) => mutant.mistake)).not.toContain('cheapest without large');
  });
});

describe('mutation', () => {
  const policy = `rules:
  - { id: short, when: { words: { below: 10 } }, then: quick }
  - { id: coding, when: { task: code }, then: deep }
default: quick
`;
  const words = (values: string, expect = '{ if: { words: { below: 10 } }, rule: short }') =>
    `  - { name: words, facts: { task: draft }, matrix: { words: [${values}] }, expect: [${expect}, { rule: default }] }\n`;
  const coding = '  - { name: coding, facts: { task: code, words: 10 }, expect: { rule: coding, tier: deep } }\n';

  it('names what no case notices, where it stands, and the facts of a case that would', async () => {
    const { unnoticed, covered, total } = await mutation(policy, words('8, 11') + coding);
    expect(unnoticed.map(({ mutant, readings }) => [mutant.place.line, mutant.mistake, [...readings!]])).toEqual([
      [18, 'short below coding', expect.anything()],
      [18, 'words is below 9 instead of words is below 10', [['words', { known: true, value: 9 }]]],
      [18, 'short leads to tier deep', expect.anything()],
      [20, 'default leads to tier deep', expect.anything()],
    ]);
    expect(total - covered).toBe(4);
  });

  it('is all when every mistake makes a case fail', async () => {
    const tiers = '{ if: { words: { below: 10 } }, rule: short, tier: quick }, { rule: default, tier: quick }';
    const cases = `  - { name: words, facts: { task: draft }, matrix: { words: [9, 10] }, expect: [${tiers}] }\n`;
    const both = '  - { name: both, facts: { task: code, words: 1 }, expect: { rule: short } }\n';
    expect(await mutation(policy, cases + coding + both)).toMatchObject({ covered: 10, total: 10, unnoticed: [] });
  });

  it('judges mistakes with the checks of the suite', async () => {
    const escalating = escalatingPolicy({
      facts: '{ task: { from: attribute, path: task, one_of: [draft, code], default: draft } }',
      rules: '[{ id: code, when: { task: code }, then: quick }]',
    });
    const cases = '  - { name: short, simulate: { fast: [{ answer: short }] }, expect: { served_by: deep } }\n';
    const { suite } = await runText(escalating, cases, { checks: { is_long: () => false } });
    const { unnoticed, failing } = await measureMutation(suite.compiled, [suite]);
    expect(failing).toBe(0);
    // Whichever rule decides, the answer is found wanting and the other model is asked.
    expect(unnoticed.map(({ mutant }) => mutant.mistake)).toContain('not: task is code');
  });

  it('leaves out mistakes that no request can tell from the policy', async () => {
    // The second rule is reached by 10 words and more only: its own threshold may move below that as it likes.
    const hidden = `rules:
  - { id: short, when: { words: { below: 10 } }, then: quick }
  - { id: middle, when: { words: { at_least: 5, below: 20 } }, then: deep }
default: quick
`;
    const { equivalent, unnoticed } = await mutation(
      hidden,
      '  - { name: words, matrix: { words: [9, 10, 19, 20] }, expect: { reject: false } }\n',
    );
    // At least 4 or 6, and no at least at all; and the order of two that never both hold does matter, from 5 to 9.
    expect(equivalent).toBe(3);
    expect(unnoticed.map(({ mutant }) => mutant.kind)).toContain('swap');
  });

  it('lets failing cases notice nothing, and counts them', async () => {
    const { failing, covered } = await mutation(
      policy,
      '  - { name: wrong, facts: { words: 1 }, expect: { tier: deep } }\n',
    );
    expect({ failing, covered }).toEqual({ failing: 1, covered: 0 });
  });

  it('lets a case notice that a fact is read', async () => {
    const watching = '  - { name: lazy, facts: { words: 1 }, expect: { not_computed: [task] } }\n';
    const { unnoticed } = await mutation(policy, watching);
    expect(unnoticed.map(({ mutant }) => mutant.mistake)).not.toContain('short below coding');
  });

  it('notices a constraint that is gone, where a model is removed', async () => {
    const constrained = `${policy}constraints: [{ id: c, when: { task: code }, require: { labels: [private] } }]\n`;
    const cases = '  - { name: private, facts: { task: code, words: 12 }, expect: { slots: [inside] } }\n';
    const { unnoticed } = await mutation(constrained, cases);
    expect(unnoticed.map(({ mutant }) => mutant.mistake)).not.toContain('without constraint c');
  });
});
