import { describe, expect, it } from 'vitest';
import { failureLines } from '../../src/verify/failure-lines.js';
import { resultsOf } from './fixture-files.js';

/** The change that is told for the rule `hard` of the small policy: task is code, and level at least 3 or words above 5. */
async function changeFor(line: string, rule = 'hard'): Promise<unknown> {
  const [failed] = await resultsOf(`  - { name: a, ${line}, expect: { rule: ${rule} } }\n`);
  const change = failed?.rule?.expected.change;
  return change && { [change.fact]: change.to };
}

describe('the smallest change that satisfies a comparison', () => {
  it.each<[string, string, unknown, string?]>([
    ['is told for the first that does not hold', 'attributes: { task: draft }', { task: 'code' }],
    ['is told of an any for its first part', 'attributes: { task: code, user: { level: 1 } }', { level: 3 }],
    ['is told for what is unknown', 'attributes: { task: code }', { level: 3 }],
    ['is the number next to the bound', 'facts: { words: 9, trial: control }', { words: 2 }, 'by-size.below-3'],
    ['names a value of the domain', 'facts: { words: 9, trial: control }', { trial: 'treatment' }, 'trial'],
  ])('%s', async (_title, line, expected, rule) => {
    expect(await changeFor(line, rule)).toEqual(expected);
  });

  it('is not told where the expected rule holds but another decides', async () => {
    expect(await changeFor('facts: { words: 1, trial: treatment }', 'trial')).toBeUndefined();
  });
});

/** What is told for the rule `trial` of the small policy, which stands below `by-size`. */
async function toDecide(line: string): Promise<unknown> {
  const [failed] = await resultsOf(`  - { name: a, ${line}, expect: { rule: trial } }\n`);
  return failed?.rule?.expected.toDecide;
}

describe('the smallest change with which a rule decides', () => {
  it('takes the rules above it into account', async () => {
    expect(await toDecide('facts: { words: 1, trial: treatment }')).toEqual([{ fact: 'words', to: 6 }]);
    expect(await toDecide('facts: { words: 1, trial: control }')).toEqual([
      { fact: 'words', to: 6 },
      { fact: 'trial', to: 'treatment' },
    ]);
  });

  it('is told in a line of its own where it is more than what the failing line takes', async () => {
    const lines = async (words: number) => {
      const facts = `words: ${words}, trial: control`;
      const [failed] = await resultsOf(`  - { name: a, facts: { ${facts} }, expect: { rule: trial } }\n`);
      return failed === undefined ? [] : failureLines(failed).map((line) => line.trim());
    };
    expect(await lines(1)).toContain('would decide with: words: 6, trial: treatment');
    expect(await lines(9)).toContain('smallest change: trial: treatment');
    expect((await lines(9)).filter((line) => line.startsWith('would decide'))).toEqual([]);
  });
});
