import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptFailure } from '../../src/execute/attempt-failure.js';
import { defaultExecutionSettings } from '../../src/execute/execution-settings.js';
import { type FailureClass, failureClasses } from '../../src/execute/failure-class.js';
import { type ChainPosition, chainStart, nextStep, type Step, type StepInput } from '../../src/execute/next-step.js';
import { inhouse, openrouter, planOf, slotOf } from '../support/execution.js';

const { targets } = planOf({
  slots: [
    slotOf('a', { endpoint: openrouter, context: 8_000 }),
    slotOf('b', { endpoint: openrouter }),
    slotOf('c', { endpoint: inhouse, context: 4_000 }),
    slotOf('d', { endpoint: inhouse, context: 32_000 }),
  ],
});

function step(failureClass: FailureClass, more: Partial<StepInput> & { retryAfterMs?: number } = {}): Step {
  const position = more.position ?? chainStart;
  const { retryAfterMs } = more;
  const failure: AttemptFailure = {
    class: failureClass,
    target: targets[position.index]!,
    message: '',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return nextStep({
    targets,
    position,
    failure,
    settings: defaultExecutionSettings,
    leftMs: 60_000,
    random: 0.5,
    ...more,
  });
}

const at = (index: number, attempts = 0): ChainPosition => ({ ...chainStart, index, attempts });
const nameAfter = (result: Step): string | undefined =>
  result.kind === 'next' ? targets[result.position.index]?.slot.name : result.kind;

describe('the step after a first failure', () => {
  it.each<[FailureClass, string]>([
    ['cancelled', 'stop'],
    ['timeout', 'b'],
    ['network', 'retry'],
    ['quota', 'c'],
    ['rate_limit', 'retry'],
    ['overloaded', 'retry'],
    ['credential', 'c'],
    ['region', 'b'],
    ['forbidden', 'b'],
    ['model_gone', 'b'],
    ['context_exceeded', 'd'],
    ['content_filter', 'stop'],
    ['caller_fault', 'stop'],
    ['truncated', 'b'],
    ['unknown', 'b'],
  ])('of class %s is %s', (failureClass, name) => {
    expect(nameAfter(step(failureClass))).toBe(name);
  });
});

describe('a retry', () => {
  it('is made once, then comes the next target', () => {
    expect(nameAfter(step('overloaded', { position: at(0, 1) }))).toBe('b');
  });

  it('waits with full jitter, from 250 ms', () => {
    expect(step('network', { random: 0 })).toMatchObject({ delayMs: 0 });
    expect(step('network', { random: 0.999 })).toMatchObject({ delayMs: 250 });
  });

  it('doubles up to 5 s where more attempts are allowed', () => {
    const retry = { ...defaultExecutionSettings.retry, attempts: 20 };
    const settings = { ...defaultExecutionSettings, retry };
    const delays = [0, 1, 2, 3, 4, 5, 9].map((made) => step('network', { settings, random: 1, position: at(0, made) }));
    expect(delays.map((result) => result.kind === 'retry' && result.delayMs)).toEqual([
      250, 500, 1000, 2000, 4000, 5000, 5000,
    ]);
  });

  it('waits for a Retry-After of at most 10 s', () => {
    expect(step('rate_limit', { retryAfterMs: 10_000 })).toMatchObject({ kind: 'retry', delayMs: 10_000 });
    expect(nameAfter(step('rate_limit', { retryAfterMs: 10_001 }))).toBe('b');
  });

  it('is not made when it does not fit the deadline', () => {
    expect(nameAfter(step('rate_limit', { retryAfterMs: 5_000, leftMs: 5_000 }))).toBe('b');
  });
});

describe('a fallback', () => {
  it('is not made after the deadline', () => {
    expect(step('timeout', { leftMs: 0 })).toEqual({ kind: 'stop' });
  });

  it('never comes back to an endpoint without credit', () => {
    const first = step('quota') as Extract<Step, { kind: 'next' }>;
    expect(targets[first.position.index]?.slot.name).toBe('c');
    expect(nameAfter(step('credential', { position: first.position }))).toBe('stop');
  });

  it('goes on past a window that is known to be too small, and one that is unknown', () => {
    expect(nameAfter(step('context_exceeded'))).toBe('d');
    expect(nameAfter(step('context_exceeded', { position: at(3) }))).toBe('stop');
  });

  it('goes to a known window when the one that failed is unknown', () => {
    expect(nameAfter(step('context_exceeded', { position: at(1) }))).toBe('c');
  });

  it('follows a class that the settings choose', () => {
    const settings = { ...defaultExecutionSettings, fallback: { on: new Set<FailureClass>(['caller_fault']) } };
    expect(nameAfter(step('caller_fault', { settings }))).toBe('b');
    expect(nameAfter(step('timeout', { settings }))).toBe('stop');
  });
});

describe('a chain', () => {
  it('ends after at most two attempts on each target, whatever fails', () => {
    const failures = fc.infiniteStream(fc.constantFrom(...failureClasses));
    fc.assert(
      fc.property(failures, (stream) => {
        let position = chainStart;
        let attempts = 0;
        for (const failureClass of stream) {
          attempts += 1;
          const next = step(failureClass, { position });
          if (next.kind === 'stop') break;
          expect(next.position.index).toBeGreaterThanOrEqual(position.index);
          position = next.position;
        }
        expect(attempts).toBeLessThanOrEqual(targets.length * 2);
      }),
    );
  });
});
