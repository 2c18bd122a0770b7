/** Requests and failures of the last while, in slices of a tenth of it. Oldest first. */
export type RequestWindow = readonly WindowSlice[];

interface WindowSlice {
  /** When the slice begins: milliseconds since the epoch. */
  readonly at: number;
  readonly requests: number;
  readonly failures: number;
}

const slices = 10;

/** The window with one request more, and without what has become too old. */
export function noteRequest(window: RequestWindow, now: number, windowMs: number, failed: boolean): RequestWindow {
  const width = windowMs / slices;
  const at = Math.floor(now / width) * width;
  const recent = recentSlices(window, now, windowMs);
  const last = recent.at(-1);
  const current = last !== undefined && last.at >= at ? recent.pop() : undefined;
  recent.push({
    at: current?.at ?? at,
    requests: (current?.requests ?? 0) + 1,
    failures: (current?.failures ?? 0) + (failed ? 1 : 0),
  });
  return recent;
}

/** What stands in the future was counted before the clock was set back. */
function recentSlices(window: RequestWindow, now: number, windowMs: number): WindowSlice[] {
  const first = window.findIndex((slice) => slice.at > now - windowMs);
  const isAhead = (window.at(-1)?.at ?? now) > now + windowMs;
  return first < 0 || isAhead ? [] : window.slice(first);
}

export function totalsOf(window: RequestWindow): { readonly requests: number; readonly failures: number } {
  let requests = 0;
  let failures = 0;
  for (const slice of window) {
    requests += slice.requests;
    failures += slice.failures;
  }
  return { requests, failures };
}
