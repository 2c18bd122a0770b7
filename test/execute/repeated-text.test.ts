import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRepeatedText } from '../../src/execute/repeated-text.js';

/** What is left of a continuation, given in these pieces. */
function joined(before: string, ...pieces: readonly string[]): string {
  const repetition = findRepeatedText(before);
  let characters: number | undefined;
  for (const piece of pieces) characters ??= repetition.push(piece);
  return before + pieces.join('').slice(characters ?? repetition.end());
}

describe('a continuation', () => {
  it.each<[string, string, string]>([
    ['Hello ', 'world', 'Hello world'],
    ['Hello ', ' world', 'Hello world'],
    ['Hello\n\n', '\n\nworld', 'Hello\n\nworld'],
    ['Hello', ' world', 'Hello world'],
    ['Hel', 'Hello', 'Hello'],
    ['the cat sat on the ', 'the mat', 'the cat sat on the the mat'],
    ['Number 10', '00', 'Number 1000'],
    ['A story. Once upon a time there', 'Once upon a time there was', 'A story. Once upon a time there was'],
    ['', 'Hello', 'Hello'],
  ])('of %j by %j makes %j', (before, after, whole) => {
    expect(joined(before, after)).toBe(whole);
    expect(joined(before, ...after)).toBe(whole);
  });

  it('that starts over gives the whole text once, however it is cut', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (start, rest) => {
        fc.pre(start.trim() !== '');
        expect(joined(start, ...Array.from(start + rest))).toBe(start + rest);
      }),
    );
  });

  it('that shares nothing with the text before is left as it is', () => {
    const lower = fc.stringMatching(/^[a-z]{1,60}$/);
    const upper = fc.stringMatching(/^[A-Z]{1,60}$/);
    fc.assert(fc.property(lower, upper, (before, after) => joined(before, ...after) === before + after));
  });
});
