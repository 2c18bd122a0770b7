import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmEntry } from '../../../src/report/experiment/experiment-data.js';
import { checkSampleRatio } from '../../../src/report/experiment/sample-ratio.js';

function entry(arm: string, units: number, propensity: number, version = 'v1'): ArmEntry {
  return { version, arm, units, propensity };
}

describe('the mismatch check', () => {
  it('finds what the paper of Fabijan and others finds in its first example', () => {
    // Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments" (KDD 2019), section 1:
    // 821,588 against 815,482 users under an even split: a p-value of 1.8e-6.
    const ratio = checkSampleRatio([entry('control', 821_588, 0.5), entry('treatment', 815_482, 0.5)]);
    expect(ratio?.p).toBeCloseTo(1.8e-6, 7);
    expect(ratio?.mismatch).toBe(true);
  });

  it('lets pass what chance does', () => {
    const ratio = checkSampleRatio([entry('control', 90_120, 0.9), entry('treatment', 9_880, 0.1)]);
    expect(ratio).toMatchObject({ mismatch: false, degrees: 1 });
    expect(ratio?.arms).toEqual([
      { arm: 'control', units: 90_120, expected: 90_000 },
      { arm: 'treatment', units: 9_880, expected: 10_000 },
    ]);
  });

  it('holds arms against each other where only a part of the keys takes part', () => {
    expect(checkSampleRatio([entry('a', 5010, 0.1), entry('b', 4990, 0.1)])?.mismatch).toBe(false);
  });

  it('adds up versions of the policy that leave the shares as they are', () => {
    const entries = [entry('a', 500, 0.5, 'v1'), entry('b', 500, 0.5, 'v1'), entry('a', 3, 0.5, 'v2')];
    expect(checkSampleRatio(entries)).toMatchObject({ degrees: 1, arms: [{ units: 503 }, { units: 500 }] });
  });

  it('tests each set of shares by itself when a version changes them', () => {
    const entries = [
      entry('control', 9000, 0.9, 'v1'),
      entry('treatment', 1000, 0.1, 'v1'),
      entry('control', 5000, 0.5, 'v2'),
      entry('treatment', 5000, 0.5, 'v2'),
    ];
    expect(checkSampleRatio(entries)).toMatchObject({ statistic: 0, degrees: 2, p: 1, mismatch: false });
  });

  it('misses an arm that the policy declares and nobody was seen in', () => {
    const seen = [entry('a', 1000, 0.4), entry('b', 1000, 0.4)];
    const declared = new Map([
      ['a', 0.4],
      ['b', 0.4],
      ['c', 0.2],
    ]);
    expect(checkSampleRatio(seen)?.mismatch).toBe(false);
    expect(checkSampleRatio(seen, declared)?.mismatch).toBe(true);
  });

  it('leaves declared shares aside that are not those of the records', () => {
    const seen = [entry('a', 1000, 0.5), entry('b', 1000, 0.5)];
    const declared = new Map([
      ['a', 0.9],
      ['b', 0.1],
    ]);
    expect(checkSampleRatio(seen, declared)?.mismatch).toBe(false);
  });

  it('has nothing to say of a single arm', () => {
    expect(checkSampleRatio([entry('a', 10, 0.5)])).toBeUndefined();
    expect(checkSampleRatio([])).toBeUndefined();
  });

  it('does not depend on the order in which entries come', () => {
    const arms = fc.array(fc.record({ units: fc.nat(1000), version: fc.constantFrom('v1', 'v2') }), {
      minLength: 2,
      maxLength: 4,
    });
    fc.assert(
      fc.property(arms, (drawn) => {
        const entries = drawn.map(({ units, version }, index) =>
          entry(`arm-${index}`, units, (index + 1) / 10, version),
        );
        const [p, reversed] = [entries, entries.toReversed()].map((each) => checkSampleRatio(each)?.p);
        // Nobody, or one arm in each version: there is nothing to hold against anything.
        if (p === undefined) expect(reversed).toBeUndefined();
        else expect(reversed).toBeCloseTo(p, 10);
      }),
    );
  });
});
