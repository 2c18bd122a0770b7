import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeardAnswer } from '../../../src/execute/heard-answer.js';
import { compareAnswers, wordF1 } from '../../../src/execute/shadow/compare-answers.js';

const said = (text: string, ...calls: readonly [string, string][]): HeardAnswer => ({
  text,
  toolCalls: calls.map(([name, args]) => ({ name, arguments: args })),
});

describe('the similarity of two texts', () => {
  it('is the F1 of their words', () => {
    expect(wordF1('The cat sat.', 'the cat ran away')).toBeCloseTo((2 * 2) / 7);
    expect(wordF1('yes', 'no')).toBe(0);
    expect(wordF1('Да, конечно', 'конечно — да!')).toBe(1);
  });

  it('counts a repeated word as often as both have it', () => {
    expect(wordF1('no no no', 'no')).toBeCloseTo(0.5);
  });

  it('does not exist where there are no words', () => {
    expect(wordF1('', ' … ')).toBeUndefined();
    expect(wordF1('', 'a')).toBe(0);
  });

  it('is symmetric, from 0 to 1, and 1 for a text and itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const similarity = wordF1(a, b);
        expect(wordF1(b, a)).toBe(similarity);
        if (similarity !== undefined) expect(similarity >= 0 && similarity <= 1).toBe(true);
        expect(wordF1(a, a) ?? 1).toBe(1);
      }),
    );
  });
});

describe('the agreement of two answers', () => {
  it('takes tool calls for the same whatever the order of keys and the white space', () => {
    const a = said('', ['find', '{"place":"Oslo","days":[1,2]}']);
    const b = said('', ['find', '{ "days": [1, 2], "place": "Oslo" }']);
    expect(compareAnswers(a, b)).toEqual({ exact: true, tool_calls: true });
  });

  it.each([
    ['another function', said('', ['look', '{}'])],
    ['other arguments', said('', ['find', '{"days":[2,1]}'])],
    ['arguments that are no JSON', said('', ['find', '{"days":[1,2]'])],
    ['one call more', said('', ['find', '{"days":[1,2]}'], ['find', '{}'])],
    ['text instead', said('It rains.')],
  ])('is not there with %s', (_what, other) => {
    expect(compareAnswers(said('', ['find', '{"days":[1,2]}']), other)).toMatchObject({
      exact: false,
      tool_calls: false,
    });
  });

  it('takes a call without arguments for one with none', () => {
    expect(compareAnswers(said('', ['now', '']), said('', ['now', '{}']))).toMatchObject({ tool_calls: true });
  });

  it('is not judged from a part of an answer', () => {
    expect(compareAnswers({ ...said('a'), cut: true }, said('a'))).toBeUndefined();
  });
});
