import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import type { Comparison } from '../../src/policy/condition.js';
import { createMatcher } from '../../src/rules/engine.js';
import { formulaOf } from '../../src/rules/formula.js';
import { compare, failed, known, missing, not, readingsOf } from '../support/conditions.js';

/** Each operator with a value that satisfies it and one that does not. */
const operators: readonly { comparison: Comparison; yes: Reading; no: Reading }[] = [
  { comparison: { fact: 'x', operator: 'is', value: 'a' }, yes: known('a'), no: known('b') },
  { comparison: { fact: 'x', operator: 'is_not', value: 'a' }, yes: known('b'), no: known('a') },
  { comparison: { fact: 'x', operator: 'one_of', value: ['a', 'b'] }, yes: known('b'), no: known('ab') },
  { comparison: { fact: 'x', operator: 'none_of', value: ['a', 'b'] }, yes: known('c'), no: known('a') },
  { comparison: { fact: 'x', operator: 'below', value: 10 }, yes: known(9), no: known(10) },
  { comparison: { fact: 'x', operator: 'at_most', value: 10 }, yes: known(10), no: known(11) },
  { comparison: { fact: 'x', operator: 'above', value: 10 }, yes: known(11), no: known(10) },
  { comparison: { fact: 'x', operator: 'at_least', value: 10 }, yes: known(10), no: known(9) },
  { comparison: { fact: 'x', operator: 'between', value: [1, 3] }, yes: known(3), no: known(4) },
  { comparison: { fact: 'x', operator: 'starts_with', value: 'ab' }, yes: known('abc'), no: known('cab') },
  { comparison: { fact: 'x', operator: 'ends_with', value: 'bc' }, yes: known('abc'), no: known('bcd') },
  { comparison: { fact: 'x', operator: 'contains', value: 'b' }, yes: known('abc'), no: known('ac') },
  {
    comparison: { fact: 'x', operator: 'contains', value: 'tools' },
    yes: known(['vision', 'tools']),
    no: known(['toolset']),
  },
];

async function matches(condition: ReturnType<typeof compare>, reading: Reading, unknownAs: boolean): Promise<boolean> {
  const matcher = createMatcher([formulaOf(condition, () => 0)], { first: true, unknownAs });
  return (await matcher.match(readingsOf({ x: reading }))).length === 1;
}
const inRule = (condition: ReturnType<typeof compare>, reading: Reading) => matches(condition, reading, false);
const inConstraint = (condition: ReturnType<typeof compare>, reading: Reading) => matches(condition, reading, true);

describe.each(operators)('$comparison.operator', ({ comparison, yes, no }) => {
  const condition = compare(comparison);
  const inverse = not(condition);

  it('tells a value that satisfies it from one that does not', async () => {
    expect([await inRule(condition, yes), await inRule(condition, no)]).toEqual([true, false]);
    expect([await inConstraint(condition, yes), await inConstraint(condition, no)]).toEqual([true, false]);
  });

  it('is turned round by not', async () => {
    expect([await inRule(inverse, yes), await inRule(inverse, no)]).toEqual([false, true]);
    expect([await inConstraint(inverse, yes), await inConstraint(inverse, no)]).toEqual([false, true]);
  });

  it.each([missing, failed])('of an unknown fact ($reason) gives no rule a match, also under not', async (unknown) => {
    expect([await inRule(condition, unknown), await inRule(inverse, unknown)]).toEqual([false, false]);
  });

  it.each([missing, failed])('of an unknown fact ($reason) lets no constraint go, also under not', async (unknown) => {
    expect([await inConstraint(condition, unknown), await inConstraint(inverse, unknown)]).toEqual([true, true]);
  });
});

describe('exists', () => {
  const exists = compare({ fact: 'x', operator: 'exists', value: true });
  const absent = compare({ fact: 'x', operator: 'exists', value: false });

  it('knows that a missing value does not exist, in rules and constraints', async () => {
    expect([await inRule(exists, missing), await inRule(absent, missing), await inRule(not(exists), missing)]).toEqual([
      false,
      true,
      true,
    ]);
    expect([await inConstraint(exists, missing), await inConstraint(absent, missing)]).toEqual([false, true]);
  });

  it('is unknown for a fact that failed', async () => {
    expect([await inRule(exists, failed), await inRule(absent, failed)]).toEqual([false, false]);
    expect([await inConstraint(exists, failed), await inConstraint(absent, failed)]).toEqual([true, true]);
  });

  it('knows that a value exists, also false, 0 and the empty text', async () => {
    for (const value of [false, 0, '']) {
      expect([await inRule(exists, known(value)), await inRule(absent, known(value))]).toEqual([true, false]);
    }
  });
});
