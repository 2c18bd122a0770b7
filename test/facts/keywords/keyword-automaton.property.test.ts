import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeywordAutomaton } from '../../../src/facts/keywords/keyword-automaton.js';

const unit = fc.constantFrom('a', 'b', 'c', 'ÿ', 'Ā', '漢');
const keywords = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 });

describe('a search for many keywords', () => {
  it('finds where each of them ends, the longest first, however many of its states have rows', () => {
    fc.assert(
      fc.property(keywords, fc.string({ unit, maxLength: 60 }), fc.nat(200), (wanted, text, rowEntries) => {
        const automaton = new KeywordAutomaton(wanted, rowEntries);
        const cursor = { at: 0, place: 0 };
        const found: [number, string][] = [];
        while (automaton.advance(cursor, text, text.length)) {
          automaton.forEachEnding(cursor, (index) => found.push([cursor.at, wanted[index] ?? '']));
        }
        const expected: [number, string][] = [];
        for (let end = 1; end <= text.length; end += 1) {
          const ending = wanted.filter((keyword) => text.endsWith(keyword, end));
          for (const keyword of ending.toSorted((a, b) => b.length - a.length)) expected.push([end, keyword]);
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('goes on where it stopped, in another text too', () => {
    const automaton = new KeywordAutomaton(['abc']);
    const cursor = { at: 0, place: 0 };
    expect(automaton.advance(cursor, 'xxab', 4)).toBe(false);
    cursor.at = 0;
    expect(automaton.advance(cursor, 'cx', 2)).toBe(true);
    expect(cursor.at).toBe(1);
  });
});
