import { describe, expect, it } from 'vitest';
import { planOf, slotOf } from '../support/execution.js';

function timesOf(body: object, settings: Parameters<typeof planOf>[0] = {}) {
  const [target] = planOf({ ...settings, body: body as never }).targets;
  return { first: target?.firstTokenMs, idle: target?.idleMs, total: target?.timeoutMs };
}

describe('the time to the first token', () => {
  it.each<[string, object]>([
    ['reasoning_effort', { reasoning_effort: 'high' }],
    ["OpenRouter's reasoning", { reasoning: { max_tokens: 50 } }],
    ['reasoning that is enabled', { reasoning: { enabled: true } }],
  ])('is 120 s when a request asks for %s', (_, body) => {
    expect(timesOf(body).first).toBe(120_000);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['an effort of none', { reasoning_effort: 'none' }],
    ['reasoning that is disabled', { reasoning: { enabled: false } }],
  ])('is 30 s when it asks for %s', (_, body) => {
    expect(timesOf(body).first).toBe(30_000);
  });

  it.each([
    ['openai/o1', 120_000],
    ['openai/o3-mini', 120_000],
    ['openai/gpt-5-mini', 120_000],
    ['deepseek/deepseek-r1:free', 120_000],
    ['anthropic/claude-3.7-sonnet:thinking', 120_000],
    ['openai/gpt-4o', 30_000],
    ['openai/gpt-5-chat', 30_000],
    ['acme/oracle', 30_000],
  ])('of %s is %i ms', (id, first) => {
    expect(timesOf({}, { slots: [slotOf('a', { id })] }).first).toBe(first);
  });

  it('is what the policy says, whatever the model', () => {
    const settings = { timeout: { firstTokenMs: 5_000 } };
    expect(timesOf({ reasoning_effort: 'high' }, { settings })).toEqual({ first: 5_000, idle: 30_000, total: 120_000 });
  });
});

describe('the total of an attempt', () => {
  it('bounds the defaults of the others when the policy states it', () => {
    const settings = { timeout: { totalMs: 10_000 } };
    expect(timesOf({}, { settings })).toEqual({ first: 10_000, idle: 10_000, total: 10_000 });
  });

  it('makes room for a longer wait that the policy states', () => {
    const settings = { timeout: { firstTokenMs: 200_000 } };
    expect(timesOf({}, { settings })).toEqual({ first: 200_000, idle: 30_000, total: 200_000 });
  });
});
