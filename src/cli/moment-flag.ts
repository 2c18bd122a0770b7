import { UsageError } from './usage-error.js';

/** ISO 8601 of a flag's value. A day begins at midnight, UTC; a time without a zone is UTC, too. */
export function momentFlag(flag: string, text: string): string {
  const [, day, time = '', zone = 'Z'] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const moment = new Date(time === '' ? `${day}` : `${day}${time}${zone}`);
  if (day !== undefined && !Number.isNaN(moment.getTime())) return moment.toISOString();
  throw new UsageError(`${flag} ${text}: a day or a time was expected, such as 2026-03-01 or 2026-03-01T09:00Z`);
}
