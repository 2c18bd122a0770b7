import { describe, expect, it } from 'vitest';
import { defaultBreakerSettings } from '../../src/policy/breaker-settings.js';
import { defaultFallbackAlarmSettings } from '../../src/policy/fallback-alarm-settings.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

function parse(root: string, endpoint = '') {
  const { policy, diagnostics } = parsePolicy(`
policy: test
language: 1
endpoints: { e: { kind: openrouter${endpoint} } }
models: { m: { id: m, endpoint: e } }
rules: []
default: { model: m, max_tokens: 10 }
${root}`);
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return policy;
}

const breakerOf = (root: string, endpoint?: string) => parse(root, endpoint).endpoints.get('e')?.breaker;

describe('breaker', () => {
  it('is not stated where the policy says nothing, so that the defaults hold', () => {
    expect(breakerOf('')).toBeUndefined();
  });

  it('of the policy holds for its endpoints, with defaults for what it does not say', () => {
    expect(breakerOf('breaker: { failures: 30, requests: 5, over: 1m }')).toEqual({
      ...defaultBreakerSettings,
      failurePercent: 30,
      minRequests: 5,
      windowMs: 60_000,
    });
  });

  it("of an endpoint replaces the policy's key by key", () => {
    expect(breakerOf('breaker: { failures: 30, requests: 5 }', ', breaker: { requests: 50 }')).toMatchObject({
      failurePercent: 30,
      minRequests: 50,
    });
  });

  it('can be off for all, and on for one', () => {
    expect(breakerOf('breaker: off')).toBe('off');
    expect(breakerOf('breaker: off', ', breaker: { requests: 3 }')).toEqual({
      ...defaultBreakerSettings,
      minRequests: 3,
    });
    expect(breakerOf('breaker: { requests: 3 }', ', breaker: off')).toBe('off');
  });

  it('moves the time that is not stated where the two would cross', () => {
    expect(breakerOf('breaker: { open_for: 10m }')).toMatchObject({ openMs: 600_000, maxOpenMs: 600_000 });
    expect(breakerOf('breaker: { max_open: 5s }')).toMatchObject({ openMs: 5_000, maxOpenMs: 5_000 });
  });
});

describe('fallback_alarm', () => {
  it('has defaults for what it does not say, and can be off', () => {
    expect(parse('').fallbackAlarm).toEqual(defaultFallbackAlarmSettings);
    expect(parse('fallback_alarm: { above: 5 }').fallbackAlarm).toEqual({
      ...defaultFallbackAlarmSettings,
      abovePercent: 5,
    });
    expect(parse('fallback_alarm: { over: 1h, requests: 100 }').fallbackAlarm).toEqual({
      abovePercent: 20,
      windowMs: 3_600_000,
      minRequests: 100,
    });
    expect(parse('fallback_alarm: off').fallbackAlarm).toBe('off');
  });
});
