import { describe, expect, it } from 'vitest';
import { thresholdsOf, withThreshold } from '../../src/eval/policy-thresholds.js';
import { parseSweep } from '../../src/eval/sweep-spec.js';
import { policyOf } from './known-labels.js';

const policy = policyOf();

describe('a sweep', () => {
  it.each([
    ['words=10,5,10', [5, 10]],
    ['words=1..4:1', [1, 2, 3, 4]],
    ['words=100..400:150', [100, 250, 400]],
    ['words=0..100', Array.from({ length: 21 }, (_, index) => index * 5)],
    ['turns@50=10,20', [10, 20]],
  ])('reads %s', (text, values) => {
    expect(parseSweep(text, policy).values).toEqual(values);
  });

  it.each([
    ['words', '--sweep words: write FACT=FROM..TO:STEP, or FACT=NUMBER,NUMBER,…'],
    ['wrods=1,2', '--sweep: policy support has no fact "wrods"; did you mean "words"?'],
    ['task=1,2', '--sweep: no rule holds "task" against a threshold; rules have thresholds of words, turns'],
    ['turns=1,2', '--sweep: "turns" has several thresholds; say which: turns@5, turns@50'],
    ['turns@7=1,2', '--sweep: "turns" has no threshold 7; there is turns@5, turns@50'],
    ['words=a,b', '--sweep words=a,b: "a,b" is neither a range nor numbers'],
    ['words=9..2', '--sweep words=9..2: a range goes from a number up to a larger one, as in 200..4000:200'],
    ['words=1..9:0', '--sweep words=1..9:0: the step must be a number above 0'],
    ['words=1..9999:1', '--sweep words=1..9999:1: 9999 values are too many; 200 is the most'],
    ['words=-5,5', '--sweep words=-5,5: -5 is no value that "words" is held against; it is a whole number'],
    ['words=1.5,5', '--sweep words=1.5,5: 1.5 is no value that "words" is held against; it is a whole number'],
  ])('refuses %s', (text, message) => {
    expect(() => parseSweep(text, policy)).toThrow(new RangeError(message));
  });
});

describe('a threshold of a policy', () => {
  it('is found in rules, with the places where it stands', () => {
    expect(thresholdsOf(policy).map(({ fact, value }) => `${fact} ${value}`)).toEqual([
      'words 10',
      'turns 5',
      'turns 50',
    ]);
    expect(thresholdsOf(policy, 'words')[0]?.places).toMatchObject([{ file: 'support.yaml', line: 21 }]);
  });

  it('is replaced wherever a table repeats it, and nowhere else', () => {
    const table = policyOf(`policy: t
language: 1
endpoints: { here: { kind: openrouter } }
models: { a: { id: x/a, endpoint: here }, b: { id: x/b, endpoint: here } }
tiers: { one: { model: a, max_tokens: 10 }, two: { model: b, max_tokens: 10 } }
facts: { words: { from: words }, turns: { from: turns } }
rules:
  - { id: size, by: words, choose: { below 5: one, below 9: two, otherwise: one } }
  - { id: turns, when: { turns: { between: [5, 7] } }, then: two }
default: one
`);
    const [five] = thresholdsOf(table, 'words');
    const changed = five === undefined ? table : withThreshold(table, five, 6);
    expect(thresholdsOf(changed).map(({ fact, value }) => `${fact} ${value}`)).toEqual([
      'words 6',
      'words 9',
      'turns 5',
      'turns 7',
    ]);
    expect(thresholdsOf(table, 'words').map(({ value }) => value)).toEqual([5, 9]);
  });
});
