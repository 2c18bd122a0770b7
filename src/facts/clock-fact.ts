import type { ClockFact } from '../policy/policy-document.generated.js';
import type { FactSource, ReadFact } from './fact-source.js';
import { missing } from './typed-reading.js';

/** The hour or the weekday at the time of the request, in a named time zone with its daylight saving time. */
export const clockSource: FactSource<ClockFact> = {
  from: 'clock',
  cost: 0,
  prepare(declaration, { report }) {
    try {
      return readerOf(declaration);
    } catch {
      report({
        code: 'invalid-value',
        severity: 'error',
        message: `"${declaration.timezone}" is not a time zone that this platform knows`,
        help: 'Use an IANA name such as UTC or Europe/Berlin.',
      });
      return () => missing;
    }
  },
};

function readerOf({ part, timezone }: ClockFact): ReadFact {
  if (part === 'weekday') {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, weekday: 'long' });
    return ({ now }) => ({ known: true, value: format.format(now).toLowerCase() });
  }
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hour: '2-digit', hourCycle: 'h23' });
  return ({ now }) => ({ known: true, value: Number(format.format(now)) });
}
