import { describe, expect, it } from 'vitest';
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
