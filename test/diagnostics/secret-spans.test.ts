import { describe, expect, it } from 'vitest';
import { secretSpans } from '../../src/diagnostics/secret-spans.js';

/** The text with everything that may be secret replaced. */
function hide(text: string): string {
  let shown = text;
  for (const { start, end } of secretSpans(text).toReversed()) shown = `${shown.slice(0, start)}•${shown.slice(end)}`;
  return shown;
}

describe('secretSpans', () => {
  it.each([
    ['api_key: hunter2', 'api_key: •'],
    ['api_key: "hunter 2" # note', 'api_key: • # note'],
    ["api_key: 'it''s' # note", 'api_key: • # note'],
    ['{ api_key: hunter2, kind: openai }', '{ api_key: •, kind: openai }'],
    ['{"api_key":"hunter2","kind":"openai"}', '{"api_key":•,"kind":"openai"}'],
    ['api_key: { env: hunter2 }', 'api_key: •'],
    ['api_key:\n  hunter2\nkind: x', 'api_key:•\nkind: x'],
    ['api_key: |\n  line one\n  line two\nkind: x', 'api_key: •\nkind: x'],
    ['api_key: "line one\n  line two"\nkind: x', 'api_key: •\nkind: x'],
    ['api_key: [\n  a,\n  b ]\nkind: x', 'api_key: •\nkind: x'],
    ['api_key:\n- a\n- b\nkind: x', 'api_key:•\nkind: x'],
    ['a:\n  - api_key: x\n    kind: y', 'a:\n  - api_key: •\n    kind: y'],
    ['api_kye: hunter2', 'api_kye: •'],
    ['headers: { Authorization: Token x, X-Title: y }', 'headers: { Authorization: •, X-Title: y }'],
    ['X-Api-Key: abc', 'X-Api-Key: •'],
    ['Cookie: a=b; c=d', 'Cookie: •'],
    ['# api_key: hunter2', '# api_key: •'],
    ['api_key: "hunter2', 'api_key: •'],
    ['api_key: { env: [', 'api_key: •'],
  ])('hides the value under a key that may hold a secret: %j', (text, expected) => {
    expect(hide(text)).toBe(expected);
  });

  it.each([
    'sk-or-v1-0123456789abcdef',
    'sk-proj-a1b2c3d4e5',
    'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    'github_pat_11AAAAAAA0123456789_abc',
    'AKIAIOSFODNN7EXAMPLE',
    'Bearer abc123def456',
    'hf_abcdefghij0123456789ABCDEFGHIJ',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    '-----BEGIN RSA PRIVATE KEY-----',
  ])('hides what looks like a key wherever it stands: %s', (secret) => {
    expect(hide(`message: use ${secret} here`)).toBe('message: use • here');
  });

  it.each([
    ['https://a.b/v1?api_key=9f8e7d', 'https://a.b/v1?api_key=•'],
    ['https://a.b/v1?version=2024-01-01&access_token=9f8e#top', 'https://a.b/v1?version=2024-01-01&access_token=•#top'],
    ['"https://a.b/v1?token=9f8e&x=1"', '"https://a.b/v1?token=•&x=1"'],
    ['{ url: https://a.b?password=9f8e}', '{ url: https://a.b?password=•}'],
    ['https://a.b/v1?key=abcdefgh0123', 'https://a.b/v1?key=•'],
    ['https://a.b?sv=1&sig=Zm9v%2Bbar0123', 'https://a.b?sv=1&sig=•'],
  ])('hides the secrets in the query of a URL: %s', (text, expected) => {
    expect(hide(`base_url: ${text}`)).toBe(`base_url: ${expected}`);
  });

  it.each([
    'https://a.b/docs?key=value&code=utf-8&max_tokens=5000000',
    'https://a.b/v1?api_key={key}',
    'https://a.b/v1?api_key=<key>',
    'a question? token=9f8e7d6c5b',
    String.raw`https://\S+[?&]api_key=\w+`,
  ])('shows a URL that holds none: %s', (text) => {
    expect(hide(text)).toBe(text);
  });

  it('hides the password of a URL', () => {
    expect(hide('base_url: https://me:hunter2@example.com/v1')).toBe('base_url: https://•@example.com/v1');
  });

  it.each([
    'api_key: { env: OPENROUTER_API_KEY }',
    'api_key:\n  env: OPENROUTER_API_KEY\nkind: x',
    'max_tokens: 512',
    'tokens: { from: tokens }',
    'key: user.id',
    'has_api_key: { from: detect, kinds: [api_key] }',
    'id: anthropic/claude-opus-4',
    'fallbacks: [hf-llama-3-70b-instruct-turbo]',
    'description: bearer of bad news, basic questions',
    'task-summarize: quick',
    'by-task: { deep_reasoning: premium }',
  ])('shows what is no secret: %j', (text) => {
    expect(hide(text)).toBe(text);
  });
});
