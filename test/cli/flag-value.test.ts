import { describe, expect, it } from 'vitest';
import { parseAssignment, readFlagValue } from '../../src/cli/flag-value.js';

describe('an assignment', () => {
  it('is cut at the first equals sign', () => {
    expect(parseAssignment('a.b=c=d')).toEqual({ name: 'a.b', text: 'c=d' });
    expect(parseAssignment('a=')).toEqual({ name: 'a', text: '' });
  });

  it.each(['a', '=b', ''])('is not %j', (text) => {
    expect(parseAssignment(text)).toBeUndefined();
  });
});

describe('the value of a flag', () => {
  it('is read as the fact wants it', () => {
    expect(readFlagValue('42', { type: 'string', open: true })).toBe('42');
    expect(readFlagValue('42', { type: 'number', open: true, integer: true })).toBe(42);
    expect(readFlagValue('true', { type: 'boolean' })).toBe(true);
    expect(readFlagValue('a,b', { type: 'list', open: true })).toEqual(['a', 'b']);
  });

  it('stays text where it does not fit, so that the fact can say so', () => {
    expect(readFlagValue('many', { type: 'number', open: true, integer: true })).toBe('many');
    expect(readFlagValue('', { type: 'number', open: true, integer: true })).toBe('');
    expect(readFlagValue('yes', { type: 'boolean' })).toBe('yes');
  });

  it('is read as JSON where no fact reads it', () => {
    expect(readFlagValue('42', undefined)).toBe(42);
    expect(readFlagValue('{"a":1}', undefined)).toEqual({ a: 1 });
    expect(readFlagValue('u-42', undefined)).toBe('u-42');
  });
});
