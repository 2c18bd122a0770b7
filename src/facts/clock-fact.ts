import type { ClockFact } from '../policy/policy-document.generated.js';
import type { FactSource } from './fact-source.js';

/** The hour or the weekday at the time of the request, in a named time zone with its daylight saving time. */
export const clockSource: FactSource<ClockFact> = {
  from: 'clock',
  cost: 0,
  prepare({ part, timezone }) {
    if (part === 'weekday') {
      const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, weekday: 'long' });
      return ({ now }) => ({ known: true, value: format.format(now).toLowerCase() });
    }
    const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hour: '2-digit', hourCycle: 'h23' });
    return ({ now }) => ({ known: true, value: Number(format.format(now)) });
  },
};
