import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/policy/pattern.js';

describe('compilePattern', () => {
  it('uses the u flag where the pattern compiles with it', () => {
    expect(compilePattern('\\p{Lu}', false).flags).toBe('u');
    expect(compilePattern('^.$', false).test('😀')).toBe(true);
  });

  it('does without where it does not', () => {
    expect(compilePattern('\\-', false).flags).toBe('');
  });

  it('adds the i flag on demand', () => {
    expect(compilePattern('a', true).flags).toBe('iu');
    expect(compilePattern('\\-', true).flags).toBe('i');
  });

  it('throws what compiles neither way', () => {
    expect(() => compilePattern('(', false)).toThrow(SyntaxError);
  });
});
