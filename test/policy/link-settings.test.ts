import { describe, expect, it } from 'vitest';
import type { RouteOutcome } from '../../src/policy/outcome.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

const text = (tier: string, outcome: string) => `
policy: test
language: 1
endpoints: { here: { kind: openrouter } }
models: { a: { id: acme/a, endpoint: here }, b: { id: acme/b, endpoint: here } }
tiers:
  quick: { model: a, fallbacks: [b], max_tokens: 10${tier === '' ? '' : `, ${tier}`} }
rules: []
default: ${outcome}
`;

/** The settings of an outcome that chooses a tier. */
function settingsOf(tier: string, outcome = 'quick'): RouteOutcome {
  const { policy, diagnostics } = parsePolicy(text(tier, outcome));
  expect(diagnostics).toEqual([]);
  return policy?.default as RouteOutcome;
}

describe('timeout', () => {
  it('as a duration is the total', () => {
    expect(settingsOf('timeout: 1m').timeout).toEqual({ totalMs: 60_000 });
  });

  it('as a mapping has the times it names', () => {
    expect(settingsOf('timeout: { first_token: 5s, idle: 500ms }').timeout).toEqual({
      firstTokenMs: 5_000,
      idleMs: 500,
    });
  });

  it("of an outcome replaces all of its tier's", () => {
    const { timeout } = settingsOf('timeout: { first_token: 5s, total: 60s }', '{ tier: quick, timeout: 30s }');
    expect(timeout).toEqual({ totalMs: 30_000 });
  });
});

describe('retry, fallback and stream', () => {
  it('are milliseconds and classes', () => {
    const outcome = settingsOf(
      'retry: { attempts: 4, on: [network, timeout], backoff: { from: 1s, max: 8s }, max_retry_after: 1m }, ' +
        'fallback: { on: [overloaded, content_filter] }, stream: { on_interrupt: continue }',
    );
    expect(outcome).toMatchObject({
      retry: {
        attempts: 4,
        on: ['network', 'timeout'],
        backoff: { fromMs: 1_000, maxMs: 8_000 },
        maxRetryAfterMs: 60_000,
      },
      fallback: { on: ['overloaded', 'content_filter'] },
      onInterrupt: 'continue',
    });
  });

  it('say nothing of what is not written', () => {
    expect(settingsOf('retry: { attempts: 1 }').retry).toEqual({ attempts: 1 });
    expect(settingsOf('')).not.toHaveProperty('retry');
    expect(settingsOf('')).not.toHaveProperty('onInterrupt');
  });

  it("of an outcome replace their tier's, each as a whole", () => {
    const outcome = settingsOf(
      'retry: { attempts: 5, on: [network] }, stream: { on_interrupt: continue }',
      '{ tier: quick, retry: { on: [overloaded] } }',
    );
    expect(outcome.retry).toEqual({ on: ['overloaded'] });
    expect(outcome.onInterrupt).toBe('continue');
  });

  it('stand in an outcome that names a model too', () => {
    const outcome = settingsOf('', '{ model: a, max_tokens: 5, fallback: { on: [network] } }');
    expect(outcome.fallback).toEqual({ on: ['network'] });
  });
});

describe('params_mode', () => {
  const mode = (root: string, tier: string, outcome: string) => {
    const { policy } = parsePolicy(`${root}\n${text(tier, outcome)}`);
    const route = policy?.default as RouteOutcome | undefined;
    return route?.paramsMode;
  };

  it("is an outcome's own, else its tier's, else the policy's", () => {
    expect(mode('', '', 'quick')).toBeUndefined();
    expect(mode('params_mode: strict', '', 'quick')).toBe('strict');
    expect(mode('params_mode: strict', '', '{ tier: quick }')).toBe('strict');
    expect(mode('params_mode: strict', '', '{ model: a, max_tokens: 5 }')).toBe('strict');
    expect(mode('params_mode: strict', 'params_mode: adapt', '{ tier: quick }')).toBe('adapt');
    expect(mode('params_mode: adapt', 'params_mode: adapt', '{ tier: quick, params_mode: strict }')).toBe('strict');
  });
});

describe('native_fallback and supported_params', () => {
  it('are kept', () => {
    expect(settingsOf('native_fallback: true').nativeFallback).toBe(true);
    const { policy } = parsePolicy(text('', 'quick').replace('id: acme/a,', 'id: acme/a, supported_params: [seed],'));
    expect(policy?.models.get('a')?.supportedParams).toEqual(['seed']);
  });
});
