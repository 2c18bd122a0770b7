import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteRequest, type RequestWindow, totalsOf } from '../../../src/execute/live/request-window.js';

const requests = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 2_000 }), failed: fc.boolean() }), {
  minLength: 1,
  maxLength: 200,
});

describe('a window of requests', () => {
  it('counts each of the last while, none that is older, and stays small', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 100, max: 20_000 }), (all, windowMs) => {
        let window: RequestWindow = [];
        let now = 1_000_000;
        const seen: { readonly at: number; readonly failed: boolean }[] = [];
        for (const { afterMs, failed } of all) {
          now += afterMs;
          seen.push({ at: now, failed });
          window = noteRequest(window, now, windowMs, failed);
          const totals = totalsOf(window);
          const within = (ms: number) => seen.filter(({ at }) => at > now - ms).length;
          // A slice leaves as a whole, so up to a tenth of the window may leave early.
          expect(totals.requests).toBeLessThanOrEqual(within(windowMs));
          expect(totals.requests).toBeGreaterThanOrEqual(within(windowMs * 0.9));
          expect(totals.failures).toBeLessThanOrEqual(totals.requests);
          expect(window.length).toBeLessThanOrEqual(11);
        }
      }),
    );
  });

  it('starts anew when the clock was set back', () => {
    const before = noteRequest([], 1_000_000, 30_000, true);
    expect(totalsOf(noteRequest(before, 400_000, 30_000, false))).toEqual({ requests: 1, failures: 0 });
  });
});
