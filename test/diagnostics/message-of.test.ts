import { describe, expect, it } from 'vitest';
import { messageOf } from '../../src/diagnostics/message-of.js';

describe('what was thrown, in words', () => {
  it.each([
    [new TypeError('boom'), 'boom'],
    ['boom', 'boom'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('boom'), 'Symbol(boom)'],
    [Object.create(null), 'a thrown object that cannot be shown'],
    [
      Object.defineProperty(new Error('boom'), 'message', {
        get: () => {
          throw new Error('hidden');
        },
      }),
      'a thrown object that cannot be shown',
    ],
  ])('is the message of an error, else its text, and never throws: case %#', (thrown, words) => {
    expect(messageOf(thrown)).toBe(words);
  });
});
