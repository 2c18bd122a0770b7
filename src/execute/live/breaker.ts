import type { BreakerSettings } from '../../policy/breaker-settings.js';
import type { Admission, AdmissionRequest, BreakerChange, BreakerReport } from '../store.js';
import type { BreakerSignal } from './breaker-signal.js';
import { noteRequest, type RequestWindow, totalsOf } from './request-window.js';

/**
 * The breaker of one model at one endpoint. Times are milliseconds since the epoch; `openings` counts those that failures
 * made, in a row, without having closed in between.
 */
export type Breaker =
  | { readonly kind: 'closed'; readonly window: RequestWindow }
  | { readonly kind: 'open'; readonly since: number; readonly until: number; readonly openings: number }
  /** One attempt is under way that decides; `probe` is when it was claimed. */
  | { readonly kind: 'half_open'; readonly probe: number; readonly leaseUntil: number; readonly openings: number };

type Tripped = Exclude<Breaker, { kind: 'closed' }>;

/** However long a provider asks to wait, it is asked again after this. */
const longestRetryAfterMs = 600_000;

/** Clocks of processes that share a breaker may differ by so much. */
const clockSkewMs = 10_000;

export const closedBreaker: Breaker = { kind: 'closed', window: [] };

const admitted: Admission = { kind: 'admitted' };

/** Whether an attempt may be sent now, and the breaker after that. */
export function admit(
  breaker: Breaker,
  now: number,
  { leaseMs, force }: AdmissionRequest,
): { readonly breaker: Breaker; readonly admission: Admission } {
  switch (breaker.kind) {
    case 'closed':
      return { breaker, admission: admitted };
    case 'open':
      if (isBetween(breaker.since, now, breaker.until) && !force) return refuse(breaker, breaker.until - now);
      return claim(breaker, now, leaseMs);
    case 'half_open':
      if (!isBetween(breaker.probe, now, breaker.leaseUntil)) return claim(breaker, now, leaseMs);
      return force ? { breaker, admission: admitted } : refuse(breaker, 0);
    default:
      return breaker satisfies never;
  }
}

/** A clock that was set back ends a time of waiting, which might never end otherwise. */
function isBetween(since: number, now: number, until: number): boolean {
  return now < until && now >= since - clockSkewMs;
}

function refuse(breaker: Breaker, dueInMs: number) {
  return { breaker, admission: { kind: 'refused', dueInMs } as const };
}

function claim({ openings }: Tripped, now: number, leaseMs: number) {
  const breaker: Breaker = { kind: 'half_open', probe: now, leaseUntil: now + Math.max(1, leaseMs), openings };
  return { breaker, admission: { kind: 'admitted', probe: now } as const };
}

interface Reported {
  readonly breaker: Breaker;
  readonly change?: BreakerChange;
}

/** The breaker after an attempt has ended. What comes in late, of attempts sent before it opened, cannot close it. */
export function report(breaker: Breaker, now: number, told: BreakerReport): Reported {
  switch (breaker.kind) {
    case 'closed':
      return reportToClosed(breaker, now, told);
    case 'open':
      return { breaker: prolong(breaker, now, told.signal) };
    case 'half_open':
      return breaker.probe === told.probe ? reportProbe(breaker, now, told) : { breaker };
    default:
      return breaker satisfies never;
  }
}

function reportToClosed(
  breaker: Breaker & { kind: 'closed' },
  now: number,
  { signal, settings }: BreakerReport,
): Reported {
  switch (signal.kind) {
    case 'nothing':
      return { breaker };
    case 'success':
      return { breaker: { kind: 'closed', window: noteRequest(breaker.window, now, settings.windowMs, false) } };
    case 'failure': {
      const window = noteRequest(breaker.window, now, settings.windowMs, true);
      return isTripped(window, settings) ? open(now, signal, 0, settings) : { breaker: { kind: 'closed', window } };
    }
    case 'opens':
    case 'opens_for':
      return open(now, signal, 0, settings);
    default:
      return signal satisfies never;
  }
}

function isTripped(window: RequestWindow, { minRequests, failurePercent }: BreakerSettings): boolean {
  const { requests, failures } = totalsOf(window);
  return requests >= minRequests && failures * 100 >= failurePercent * requests;
}

function reportProbe(
  breaker: Breaker & { kind: 'half_open' },
  now: number,
  { signal, settings }: BreakerReport,
): Reported {
  switch (signal.kind) {
    case 'success':
      return { breaker: closedBreaker, change: { kind: 'closed' } };
    case 'nothing':
      // The next attempt is the probe.
      return { breaker: { kind: 'open', since: now, until: now, openings: breaker.openings } };
    case 'failure':
    case 'opens':
    case 'opens_for':
      return open(now, signal, breaker.openings, settings);
    default:
      return signal satisfies never;
  }
}

type Failing = Extract<BreakerSignal, { kind: 'failure' | 'opens' | 'opens_for' }>;

/** A time the provider asked for is kept to; it says nothing of how often its target has failed. */
function open(now: number, signal: Failing, before: number, settings: BreakerSettings): Reported {
  const openings = signal.kind === 'opens_for' ? before : before + 1;
  const forMs = signal.kind === 'opens_for' ? atMost(signal.ms) : openTime(openings, signal.retryAfterMs, settings);
  return { breaker: { kind: 'open', since: now, until: now + forMs, openings }, change: { kind: 'opened', forMs } };
}

function openTime(openings: number, retryAfterMs: number | undefined, { openMs, maxOpenMs }: BreakerSettings): number {
  return Math.max(Math.min(openMs * 2 ** (openings - 1), maxOpenMs), atMost(retryAfterMs ?? 0));
}

function atMost(retryAfterMs: number): number {
  return Math.min(retryAfterMs, longestRetryAfterMs);
}

function prolong(breaker: Breaker & { kind: 'open' }, now: number, signal: BreakerSignal): Breaker {
  const until = signal.kind === 'opens_for' ? now + atMost(signal.ms) : breaker.until;
  return until > breaker.until ? { ...breaker, until } : breaker;
}
