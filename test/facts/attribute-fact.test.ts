import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeFact } from '../../src/policy/policy-document.generated.js';
import { asking, compileOne, known, missing } from './support.js';

const wrongType = { known: false, reason: 'missing', flag: 'wrong_type' };

async function read(declaration: Omit<AttributeFact, 'from'>, attributes: object): Promise<unknown> {
  const fact = await compileOne({ from: 'attribute', ...declaration });
  return fact.read(asking('', { attributes }));
}

describe('an attribute', () => {
  it.each<[string, Omit<AttributeFact, 'from'>, object, unknown]>([
    ['is the value at its path', { path: 'user.tier' }, { user: { tier: 'pro' } }, known('pro')],
    ['is missing without a value', { path: 'user.tier' }, {}, missing],
    ['is missing when null', { path: 'tier' }, { tier: null }, missing],
    ['is missing when the path ends early', { path: 'user.tier' }, { user: 'pro' }, missing],
    ['never comes from a prototype', { path: 'constructor.name' }, {}, missing],
    ['never comes from a prototype of a value', { path: 'user.toString' }, { user: {} }, missing],
    ['never comes from inside a list', { path: 'teams.length', type: 'number' }, { teams: ['a'] }, missing],
    ['can be an own property with any name', { path: '__proto__' }, JSON.parse('{"__proto__":"x"}'), known('x')],
    ['is its default when missing', { path: 'tier', default: 'free' }, {}, known('free')],
    ['is its default when null', { path: 'tier', default: 'free' }, { tier: null }, known('free')],
    ['is missing and flagged when of another type', { path: 'tier' }, { tier: 7 }, wrongType],
    [
      'is its default and flagged when of another type',
      { path: 'tier', default: 'free' },
      { tier: {} },
      { known: true, value: 'free', flag: 'wrong_type' },
    ],
    [
      'is flagged outside one_of, and keeps its value',
      { path: 'tier', one_of: ['free', 'pro'] },
      { tier: 'gold' },
      { known: true, value: 'gold', flag: 'outside_one_of' },
    ],
    ['takes its type from one_of', { path: 'level', one_of: [1, 2] }, { level: 2 }, known(2)],
    ['takes its type from its default', { path: 'beta', default: false }, { beta: true }, known(true)],
    ['is a number when its type says so', { path: 'age', type: 'number' }, { age: 0 }, known(0)],
    ['is no number written as a string', { path: 'age', type: 'number' }, { age: '7' }, wrongType],
    ['is no NaN', { path: 'age', type: 'number' }, { age: Number.NaN }, wrongType],
    ['is not infinite', { path: 'age', type: 'number' }, { age: Number.POSITIVE_INFINITY }, wrongType],
    ['is a list of strings', { path: 'teams', type: 'list' }, { teams: ['a', 'b'] }, known(['a', 'b'])],
    ['is no list of anything else', { path: 'teams', type: 'list' }, { teams: ['a', 1] }, wrongType],
    ['is no list with holes', { path: 'teams', type: 'list' }, { teams: new Array(3) }, wrongType],
    ['is no list of billions', { path: 'teams', type: 'list' }, { teams: new Array(2 ** 32 - 1) }, wrongType],
    [
      'is flagged when one item is outside one_of',
      { path: 'teams', type: 'list', one_of: ['a', 'b'] },
      { teams: ['a', 'c'] },
      { known: true, value: ['a', 'c'], flag: 'outside_one_of' },
    ],
  ])('%s', async (_, declaration, attributes, reading) => {
    expect(await read(declaration, attributes)).toEqual(reading);
  });

  it('that is a list does not change after it was read', async () => {
    const teams = ['a'];
    const reading = await read({ path: 'teams', type: 'list' }, { teams });
    teams.push('b');
    expect(reading).toEqual(known(['a']));
  });

  it('with a default is never unknown', async () => {
    const fact = await compileOne({ from: 'attribute', path: 'a.b', default: 'x' });
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom('a', 'b', 'c'), maxDepth: 3 }), (attributes) => {
        expect(fact.read(asking('', { attributes }))).toMatchObject({ known: true });
      }),
    );
  });
});
