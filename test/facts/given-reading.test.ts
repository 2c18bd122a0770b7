import { describe, expect, it } from 'vitest';
import { givenReading } from '../../src/facts/given-reading.js';
import type { Fact } from '../../src/policy/policy-document.generated.js';
import { declare, known, missing } from './support.js';

const bucket: Fact = {
  from: 'bucket',
  key: 'user.id',
  seed: 's',
  coverage: 50,
  arms: [
    { name: 'control', percent: 90 },
    { name: 'treatment', percent: 10 },
  ],
};
const task: Fact = { from: 'attribute', path: 'task', one_of: ['draft', 'code'] };

describe('a given fact', () => {
  it.each<[Fact, string | number | boolean | string[]]>([
    [{ from: 'tokens' }, 1999],
    [{ from: 'words' }, 0],
    [{ from: 'attribute', path: 'score', type: 'number' }, -0.5],
    [{ from: 'regex', pattern: 'a' }, true],
    [{ from: 'needs' }, ['tools', 'vision']],
    [{ from: 'needs' }, []],
    [task, 'code'],
    [{ from: 'model_requested' }, 'gpt-4o'],
    [{ from: 'clock', part: 'hour', timezone: 'UTC' }, 23],
    [{ from: 'clock', part: 'weekday', timezone: 'UTC' }, 'monday'],
    [{ from: 'custom', type: 'list' }, ['a']],
  ])('%j can be %j', (declaration, value) => {
    expect(givenReading(declare(declaration), value)).toEqual(known(value));
  });

  it('is unknown when null is given', () => {
    expect(givenReading(declare({ from: 'tokens' }), null)).toEqual(missing);
  });

  it('exposes when it is an arm, by its probability and without a key', () => {
    expect(givenReading(declare(bucket), 'treatment')).toEqual({
      known: true,
      value: 'treatment',
      exposure: { experiment: 'it', arm: 'treatment', propensity: 0.05 },
    });
  });

  it.each<[Fact, unknown, string]>([
    [{ from: 'tokens' }, '1999', 'an integer of at least 0'],
    [{ from: 'tokens' }, 1.5, 'an integer of at least 0'],
    [{ from: 'tokens' }, -1, 'an integer of at least 0'],
    [{ from: 'tokens' }, Number.NaN, 'an integer of at least 0'],
    [{ from: 'tokens' }, undefined, 'an integer of at least 0'],
    [{ from: 'attribute', path: 'score', type: 'number' }, 'x', 'a number'],
    [{ from: 'attribute', path: 'level', one_of: [1, 2] }, 3, 'one of 1, 2'],
    [{ from: 'clock', part: 'hour', timezone: 'UTC' }, 24, 'an integer from 0 to 23'],
    [{ from: 'clock', part: 'weekday', timezone: 'UTC' }, 'Monday', 'one of "monday", '],
    [{ from: 'regex', pattern: 'a' }, 'true', 'true or false'],
    [{ from: 'needs' }, ['video'], 'a list of "tools", "vision", "audio", "json_schema"'],
    [{ from: 'custom', type: 'list' }, 'a', 'a list of strings'],
    [{ from: 'model_requested' }, 4, 'a string'],
    [task, 'sumarize', 'one of "draft", "code"'],
    [bucket, 'placebo', 'one of "control", "treatment"'],
  ])('%j cannot be %j', (declaration, value, expected) => {
    expect(() => givenReading(declare(declaration), value)).toThrow(
      expect.objectContaining({
        code: 'REQUEST_INVALID',
        message: expect.stringContaining(`facts.it must be ${expected}`),
      }),
    );
  });
});
