import * as fc from 'fast-check';
import type { Condition } from '../../src/policy/condition.js';
import { basics } from './policies.js';
import { factNames, someCondition } from './some-conditions.js';

/** A condition as a policy writes it. */
function written(condition: Condition): object {
  switch (condition.kind) {
    case 'comparison':
      return { [condition.comparison.fact]: { [condition.comparison.operator]: condition.comparison.value } };
    case 'not':
      return { not: written(condition.condition) };
    default:
      return { [condition.kind]: condition.conditions.map(written) };
  }
}

const someOutcome = fc.constantFrom<unknown>('quick', 'deep', { reject: { message: 'no' } });
/** Policy texts over the tiers of the basics: a few rules, some of which refuse, and perhaps a constraint. */
export const somePolicy: fc.Arbitrary<string> = fc
  .record({
    rules: fc.array(fc.tuple(someCondition.map(written), someOutcome), { minLength: 1, maxLength: 3 }),
    default: someOutcome,
    constraints: fc.array(fc.record({ when: someCondition.map(written) }), { maxLength: 1 }),
  })
  .map((policy) => {
    const facts = Object.fromEntries(
      factNames.map((name) => [name, { from: 'attribute', path: name, type: 'number' }]),
    );
    const rules = policy.rules.map(([when, outcome], index) => {
      return Object.fromEntries([
        ['id', `r${index}`],
        ['when', when],
        ['then', outcome],
      ]);
    });
    const constraints = policy.constraints.map((each) => ({ id: 'c', ...each, cap: { max_tokens: 9 } }));
    const sections = { facts, rules, default: policy.default, constraints };
    return (
      basics +
      Object.entries(sections)
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
        .join('')
    );
  });
