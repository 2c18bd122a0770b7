import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholesOf } from '../../src/usage/wholes-of.js';

const count = fc.nat(100_000);
const truth = fc.record({ plain: count, read: count, written: count, answer: count, reasoning: count });

describe('the wholes of counts', () => {
  it.each([
    ['inside', (t: { plain: number; read: number; written: number }) => t.plain + t.read + t.written],
    ['outside', (t: { plain: number }) => t.plain],
  ])('are told by the total, wherever servers count cached tokens (%s)', (_where, prompt) => {
    fc.assert(
      fc.property(truth, (t) => {
        // A reasoning that equals what is missing by chance could be either.
        fc.pre(t.reasoning !== t.read + t.written && t.reasoning !== t.read && t.reasoning !== t.written);
        const { plain, read, written, answer, reasoning } = t;
        const total = plain + read + written + answer + reasoning;
        const told = { prompt: prompt(t), completion: answer + reasoning, total, read, written, reasoning };
        expect(wholesOf(told)).toEqual({
          prompt_tokens: plain + read + written,
          completion_tokens: answer + reasoning,
          reasoning_tokens: reasoning,
        });
      }),
    );
  });

  it('are never less than what was told, nor than their parts', () => {
    const maybe = fc.option(count, { nil: undefined });
    fc.assert(
      fc.property(count, count, maybe, maybe, maybe, maybe, (prompt, completion, total, read, written, reasoning) => {
        const wholes = wholesOf({ prompt, completion, total, read, written, reasoning });
        expect(wholes.prompt_tokens).toBeGreaterThanOrEqual(Math.max(prompt, (read ?? 0) + (written ?? 0)));
        expect(wholes.completion_tokens).toBeGreaterThanOrEqual(Math.max(completion, reasoning ?? 0));
      }),
    );
  });

  it('are unknown where they were not told', () => {
    const parts = { total: 9, read: 1, written: undefined, reasoning: 2 };
    expect(wholesOf({ prompt: undefined, completion: 4, ...parts })).toMatchObject({ prompt_tokens: undefined });
    expect(wholesOf({ prompt: 4, completion: undefined, ...parts })).toMatchObject({ completion_tokens: undefined });
  });
});
