import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countBeginnings } from '../../../src/facts/keywords/count-beginnings.js';

it('counts each beginning once, the empty one too', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d', '😀', '\uffff'), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
      const beginnings = new Set(['']);
      for (const each of texts) for (let end = 1; end <= each.length; end += 1) beginnings.add(each.slice(0, end));
      expect(countBeginnings(texts)).toBe(beginnings.size);
    }),
  );
});
