import { describe, expect, it } from 'vitest';
import { keyAt, valueAt } from '../../src/facts/attribute-path.js';

const attributes = { user: { id: 'u-1', tier: undefined, tags: ['a'] }, region: 'eu' };

describe('the value at an attribute path', () => {
  it('is what the caller passed there', () => {
    expect(valueAt(attributes, ['user', 'id'])).toBe('u-1');
    expect(valueAt(attributes, ['user', 'tags'])).toEqual(['a']);
  });

  it.each([
    [['user', 'age']],
    [['user', 'tags', '0']],
    [['region', 'length']],
    [['constructor']],
    [['__proto__', 'toString']],
  ])('is not in a list, a text or a prototype: %j', (path) => {
    expect(valueAt(attributes, path)).toBeUndefined();
  });
});

describe('the key at an attribute path', () => {
  it.each([
    ['u-1', 'u-1'],
    [7, '7'],
    [0, '0'],
    [false, 'false'],
  ])('is %j in text', (id, key) => {
    expect(keyAt({ user: { id } }, 'user.id')).toBe(key);
  });

  it.each([undefined, null, '', Number.NaN, Number.POSITIVE_INFINITY, {}, ['u-1']])('is not %j', (id) => {
    expect(keyAt({ user: { id } }, 'user.id')).toBeUndefined();
  });
});
