import { describe, expect, it } from 'vitest';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import { basics, compileText } from '../support/policies.js';

const count = 1000;
const numbers = Array.from({ length: count }, (_, index) => index);
const facts = Array.from({ length: 8 }, (_, index) => `f${index}`);

async function unreachable(rules: readonly object[]): Promise<readonly string[]> {
  const declared = Object.fromEntries(facts.map((name) => [name, { from: 'attribute', path: name }]));
  const sections = { facts: { ...declared, words: { from: 'words' } }, rules, default: 'quick' };
  const text = Object.entries(sections).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const findings = lintPolicy(await compileText(basics + text.join('')));
  return findings.flatMap(({ code, message }) => (code === 'unreachable-rule' ? message : []));
}

/** Written as a list of entries, since an object may not have a key named `then`. */
const rule = (id: string, when: object): object =>
  Object.fromEntries([
    ['id', id],
    ['when', when],
    ['then', 'quick'],
  ]);

describe('a policy of a thousand rules', () => {
  it('is searched for unreachable rules whole, each with the rules that hide it', async () => {
    // Rule i takes two values of two facts; every tenth comes again, narrowed by a third fact.
    const rules = numbers.flatMap((index) => {
      const [a, b] = [facts[index % 8]!, facts[(index + 1 + (index % 7)) % 8]!];
      const when = { [a]: `v${index % 13}`, [b]: `w${index}` };
      const narrowed = { all: [when, { words: { above: index } }] };
      return index % 10 === 0 ? [rule(`r${index}`, when), rule(`again-${index}`, narrowed)] : [rule(`r${index}`, when)];
    });
    const found = await unreachable(rules.slice(0, count));
    const hidden = rules.slice(0, count).flatMap((each) => {
      const { id } = each as { readonly id: string };
      const [, index] = /^again-(\d+)$/.exec(id) ?? [];
      return index === undefined
        ? []
        : [`rule "${id}" can never match: rule "r${index}" above it takes every request it would match`];
    });
    expect(found.length).toBeGreaterThan(50);
    expect(found.toSorted()).toEqual(hidden.toSorted());
  });

  it('may be one table of a thousand thresholds', async () => {
    const choose = Object.fromEntries(numbers.map((index) => [`below ${index + 1}`, 'quick']));
    expect(
      await unreachable([{ id: 't', by: 'words', choose }, rule('many', { words: { at_least: count - 1 } })]),
    ).toEqual([]);
    const few = rule('few', { words: { between: [1, 2] } });
    expect(await unreachable([{ id: 't', by: 'words', choose }, few])).toEqual([
      'rule "few" can never match: rule "t.below-3" above it takes every request it would match',
    ]);
  });
});
