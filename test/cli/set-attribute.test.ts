import { describe, expect, it } from 'vitest';
import { type AttributeTree, setAttribute } from '../../src/cli/set-attribute.js';
import { UsageError } from '../../src/cli/usage-error.js';

describe('an attribute path', () => {
  it('builds the tree it goes through', () => {
    const tree: AttributeTree = {};
    setAttribute(tree, 'user.id', 'u-1');
    setAttribute(tree, 'user.tier', 'pro');
    setAttribute(tree, 'task', 'code');
    expect(tree).toEqual({ user: { id: 'u-1', tier: 'pro' }, task: 'code' });
  });

  it.each(['', '.a', 'a.', 'a..b', '__proto__.x', 'a.__proto__'])('is not %j', (path) => {
    expect(() => setAttribute({}, path, 1)).toThrow(UsageError);
  });

  it('does not walk through inherited properties', () => {
    const tree: AttributeTree = {};
    setAttribute(tree, 'constructor.name', 'x');
    expect(Object.hasOwn(tree, 'constructor')).toBe(true);
    expect(Object.name).toBe('Object');
  });

  it('does not go through a value', () => {
    expect(() => setAttribute({ user: 'u-1' }, 'user.id', 1)).toThrow('user already has the value "u-1"');
  });
});
