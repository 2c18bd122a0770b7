import { describe, expect, it } from 'vitest';
import { defaultExecutionSettings, settingsFor } from '../../src/execute/execution-settings.js';

const defaults = defaultExecutionSettings;

describe('settingsFor', () => {
  it('are the defaults when the policy says nothing', () => {
    expect(settingsFor({})).toEqual(defaults);
  });

  it('replace what the policy says, and nothing else', () => {
    const settings = settingsFor({ retry: { attempts: 5 }, fallback: { on: ['network'] }, onInterrupt: 'restart' });
    expect(settings.retry).toEqual({ ...defaults.retry, attempts: 5 });
    expect(settings.fallback.on).toEqual(new Set(['network']));
    expect(settings.onInterrupt).toBe('restart');
  });

  it.each([
    [{ fromMs: 20_000 }, { fromMs: 20_000, maxMs: 20_000 }],
    [{ maxMs: 100 }, { fromMs: 100, maxMs: 100 }],
    [{ fromMs: 1_000 }, { fromMs: 1_000, maxMs: 5_000 }],
  ])('never let a backoff of %j start above its largest', (backoff, expected) => {
    expect(settingsFor({ retry: { backoff } }).retry.backoff).toMatchObject(expected);
  });
});
