import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldCase } from '../../../src/facts/keywords/fold-case.js';

const text = fc.string({ unit: fc.oneof(fc.constantFrom('Σ', 'ς', 'σ', 'a', 'İ', 'I', '𐐀', ' '), fc.string()) });

it('folds a text as its parts', () => {
  fc.assert(fc.property(text, text, (one, other) => foldCase(one + other) === foldCase(one) + foldCase(other)));
  expect(foldCase('ΟΔΟΣ')).toBe(foldCase('ΟΔΟΣΑ').slice(0, 4));
});

it('changes no character that lower case does not', () => {
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (character !== 'ς' && foldCase(character) !== character.toLowerCase()) throw new Error(code.toString(16));
  }
});
