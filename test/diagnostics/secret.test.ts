import { describe, expect, it } from 'vitest';
import { looksLikeSecret, secretLooks } from '../../src/diagnostics/secret.js';

describe('looksLikeSecret', () => {
  it.each([
    'sk-abcdefg1',
    'pk_live_abcdefgh',
    `ghp_${'a'.repeat(16)}`,
    `hf_${'a'.repeat(19)}1`,
    `xoxb-${'a'.repeat(10)}`,
    'Basic abcdefg1',
    '://a:b@',
    'x://u:p@h',
    'ab://x?key=abcdefghijk1',
  ])('finds the shortest of a kind: %s', (text) => {
    expect(looksLikeSecret(text)).toBe(true);
    expect(secretLooks(text)).not.toEqual([]);
  });

  it.each(['', 'sk-abcdef1', 'summarize', 'a://b', 'sk-abcdefgh'])('finds none in %j', (text) => {
    expect(looksLikeSecret(text)).toBe(false);
    expect(secretLooks(text)).toEqual([]);
  });
});
