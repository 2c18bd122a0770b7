import { describe, expect, it } from 'vitest';
import { priceInversion } from '../../src/lint/price-inversion.js';
import { policyClasses } from '../../src/rules/policy-classes.js';
import { basics, compileText } from '../support/policies.js';

/** `small` costs 1 and 2, `large` 10 and 20, `inside` nothing. */
async function messages(rules: string): Promise<readonly string[]> {
  const compiled = await compileText(`${basics}  within: { model: inside, max_tokens: 10 }
facts: { words: { from: words }, task: { from: attribute, path: task, one_of: [a, b, c] } }
rules: ${rules}
default: quick
`);
  return priceInversion({ compiled, classes: policyClasses(compiled) }).map(({ message }) => message);
}

describe('price-inversion', () => {
  it('warns where tiers become dearer and then cheaper as a number grows', async () => {
    expect(
      await messages('[{ id: t, by: words, choose: { below 10: quick, below 20: deep, otherwise: within } }]'),
    ).toEqual([
      'tier "within" is cheaper than tier "deep", although "words" is higher and the tiers before became dearer',
    ]);
    expect(
      await messages('[{ id: t, by: words, choose: { below 10: deep, below 20: within, otherwise: quick } }]'),
    ).toEqual([
      'tier "quick" is dearer than tier "within", although "words" is higher and the tiers before became cheaper',
    ]);
  });

  it('reads the order from the numbers, not from the file', async () => {
    const table = '{ at_least 20: deep, at_least 10: quick, otherwise: within }';
    expect(await messages(`[{ id: t, by: words, choose: ${table} }]`)).toEqual([]);
  });

  it('says nothing where prices go one way, of two entries, and of texts', async () => {
    expect(
      await messages(
        '[{ id: t, by: words, choose: { below 9: within, below 10: quick, below 20: quick, otherwise: deep } }]',
      ),
    ).toEqual([]);
    expect(await messages('[{ id: t, by: words, choose: { below 10: deep, otherwise: within } }]')).toEqual([]);
    expect(await messages('[{ id: t, by: task, choose: { a: quick, b: deep, c: within } }]')).toEqual([]);
  });

  it('looks at the table alone, whatever guards it', async () => {
    const table = '{ below 10: quick, below 20: deep, otherwise: within }';
    expect(await messages(`[{ id: t, when: { task: a }, by: words, choose: ${table} }]`)).toHaveLength(1);
  });
});
