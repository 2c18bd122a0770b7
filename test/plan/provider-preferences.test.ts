import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeProviderPreferences } from '../../src/plan/provider-preferences.js';

describe('mergeProviderPreferences', () => {
  it.each<[string, object | undefined, object | undefined, object]>([
    ["the policy's order replaces the caller's", { order: ['a'] }, { order: ['b'] }, { order: ['b'] }],
    [
      "the caller's fields stay where the policy says nothing",
      { sort: 'price' },
      { zdr: true },
      { sort: 'price', zdr: true },
    ],
    [
      'a fallback that either forbids is forbidden',
      { allow_fallbacks: false },
      { allow_fallbacks: true },
      { allow_fallbacks: false },
    ],
    ['ignored providers add up', { ignore: ['a', 'b'] }, { ignore: ['b', 'c'] }, { ignore: ['a', 'b', 'c'] }],
    ['allowed providers are those both allow', { only: ['a', 'b'] }, { only: ['b', 'c'] }, { only: ['b'] }],
    ["without a common one, the policy's are allowed", { only: ['a'] }, { only: ['c'] }, { only: ['c'] }],
    [
      'garbage from the caller gives way',
      { max_price: 'free', ignore: 'a' },
      { max_price: { prompt: 1 }, ignore: ['b'] },
      { max_price: { prompt: 1 }, ignore: ['b'] },
    ],
  ])('%s', (_, caller, policy, merged) => {
    expect(mergeProviderPreferences(caller, policy, {})).toEqual(merged);
  });

  it('is undefined when nobody sets anything', () => {
    expect(mergeProviderPreferences(undefined, undefined, {})).toBeUndefined();
  });

  it('keeps every enforced restriction, whatever the caller and the policy say', () => {
    const value = fc.oneof(fc.anything(), fc.record({ prompt: fc.anything(), completion: fc.anything() }));
    const caller = fc.record({ zdr: value, data_collection: value, max_price: value });
    fc.assert(
      fc.property(
        caller,
        fc.record({ zdr: fc.boolean(), max_price: fc.record({ prompt: fc.nat() }) }),
        (asked, policy) => {
          const merged = mergeProviderPreferences(asked, policy, {
            zdr: true,
            data_collection: 'deny',
            max_price: { prompt: 3 },
          }) as { max_price: { prompt: number } };
          expect(merged).toMatchObject({ zdr: true, data_collection: 'deny' });
          expect(Number(merged.max_price.prompt)).toBeLessThanOrEqual(3);
        },
      ),
    );
  });
});
