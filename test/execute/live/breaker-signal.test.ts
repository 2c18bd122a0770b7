import { describe, expect, it } from 'vitest';
import { failureClasses, failureConsequences } from '../../../src/execute/failure-class.js';
import { breakerSignalOf } from '../../../src/execute/live/breaker-signal.js';

describe('what a breaker is told', () => {
  it('is what the table of failure classes says', () => {
    const kinds = {
      ignores: 'nothing',
      counts: 'failure',
      opens: 'opens',
      opens_for_retry_after: 'opens_for',
    } as const;
    for (const name of failureClasses) {
      expect([name, breakerSignalOf(name, 1_000).kind]).toEqual([name, kinds[failureConsequences[name].breaker]]);
    }
  });

  it('of a rate limit without a time to wait is one failure more', () => {
    expect(breakerSignalOf('rate_limit')).toEqual({ kind: 'failure' });
    expect(breakerSignalOf('rate_limit', 0)).toEqual({ kind: 'failure' });
    expect(breakerSignalOf('rate_limit', 2_000)).toEqual({ kind: 'opens_for', ms: 2_000 });
  });

  it('of an answer is a success', () => {
    expect(breakerSignalOf('ok')).toEqual({ kind: 'success' });
  });
});
