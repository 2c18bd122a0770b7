import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/diagnostics/did-you-mean.js';

describe('didYouMean', () => {
  it.each([
    ['taks', ['task', 'tokens'], 'task'],
    ['max_token', ['max_tokens', 'model'], 'max_tokens'],
    ['maxTokens', ['max_tokens'], 'max_tokens'],
    ['atleast', ['at_most', 'at_least'], 'at_least'],
    ['QUICK', ['quick'], 'quick'],
    ['fallback', ['fallbacks'], 'fallbacks'],
    ['summarise', ['classify', 'summarize'], 'summarize'],
  ])('takes %s for the nearest of %j', (name, candidates, expected) => {
    expect(didYouMean(name, candidates)).toBe(expected);
  });

  it.each([
    ['priority', ['id', 'when', 'then']],
    ['no', ['on', 'off']],
    ['', ['a']],
    ['slow', ['fast', 'deep']],
  ])('has no suggestion for %j among %j', (name, candidates) => {
    expect(didYouMean(name, candidates)).toBeUndefined();
  });

  it('never suggests the name itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, candidates) => {
        expect(didYouMean(name, [name, ...candidates])).not.toBe(name);
      }),
    );
  });

  it('suggests a name of which one inner character is wrong', () => {
    const word = fc.stringMatching(/^[a-y]{4,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), (name, position) => {
        const index = position % name.length;
        const wrong = `${name.slice(0, index)}z${name.slice(index + 1)}`;
        expect(didYouMean(wrong, [name])).toBe(name);
      }),
    );
  });

  it('takes the earlier of two candidates that are equally near', () => {
    expect(didYouMean('tast', ['task', 'test'])).toBe('task');
    expect(didYouMean('tast', ['test', 'task'])).toBe('test');
  });
});
