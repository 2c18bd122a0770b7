import { linkDuration } from './link-duration.js';
import type { AttemptTimes, Timeout } from './policy-document.generated.js';
import { type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';
import type { AttemptTimeout } from './route-settings.js';

/** `timeout: 60s` is short for `timeout: { total: 60s }`. */
export function linkTimeout(at: Located<Timeout> | undefined, report: Report): AttemptTimeout | undefined {
  if (at === undefined) return undefined;
  if (typeof at.value === 'string') return timeoutOf(undefined, undefined, linkDuration(at as Located<string>, report));
  const times = at as Located<AttemptTimes>;
  const firstToken = soundChild(times, 'first_token');
  const idle = soundChild(times, 'idle');
  const firstTokenMs = linkDuration(firstToken, report);
  const idleMs = linkDuration(idle, report);
  const totalMs = linkDuration(soundChild(times, 'total'), report);
  reportUnreachable(firstToken, firstTokenMs, totalMs, report);
  reportUnreachable(idle, idleMs, totalMs, report);
  return timeoutOf(firstTokenMs, idleMs, totalMs);
}

function timeoutOf(firstTokenMs?: number, idleMs?: number, totalMs?: number): AttemptTimeout {
  return {
    ...(firstTokenMs !== undefined && { firstTokenMs }),
    ...(idleMs !== undefined && { idleMs }),
    ...(totalMs !== undefined && { totalMs }),
  };
}

function reportUnreachable(
  at: Located<string> | undefined,
  ms = 0,
  totalMs = Number.POSITIVE_INFINITY,
  report: Report,
) {
  if (at === undefined || ms <= totalMs) return;
  const key = at.pointer.slice(at.pointer.lastIndexOf('/') + 1);
  report('invalid-value', `\`${key}\` is ${at.value}, longer than the whole attempt may take`, valuePlace(at), {
    help: 'raise total, or lower this',
  });
}
