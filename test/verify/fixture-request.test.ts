import { describe, expect, it } from 'vitest';
import { fixtureRequest } from '../../src/verify/fixture-request.js';

describe('the request of a case', () => {
  it('has one empty user message when nothing is written', () => {
    expect(fixtureRequest(undefined, {})).toEqual({ messages: [{ role: 'user', content: '' }], attributes: {} });
  });

  it('reads a prompt as one user message', () => {
    expect(fixtureRequest(undefined, { request: { prompt: 'hello' } })).toEqual({
      messages: [{ role: 'user', content: 'hello' }],
      attributes: {},
    });
  });

  it('takes fields one by one from the defaults, the own ones winning', () => {
    const defaults = { request: { prompt: 'hello', max_tokens: 9, seed: 1 } };
    const request = { messages: [{ role: 'user', content: 'own' }], max_tokens: 5 };
    expect(fixtureRequest(defaults, { request })).toEqual({ ...request, seed: 1, attributes: {} });
  });

  it('merges attributes deeply: defaults, then the request, then the case', () => {
    const defaults = { attributes: { user: { id: 'u-1', tier: 'free' } } };
    const request = { prompt: 'x', attributes: { user: { tier: 'pro' }, task: 'code' } };
    expect(fixtureRequest(defaults, { request, attributes: { task: 'draft' } })).toMatchObject({
      attributes: { user: { id: 'u-1', tier: 'pro' }, task: 'draft' },
    });
  });

  it('keeps a key called __proto__ a key', () => {
    const attributes = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    const merged = fixtureRequest({ attributes }, { attributes }) as { attributes: object };
    expect(Object.hasOwn(merged.attributes, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
