/** How long a budget's limit counts before it begins anew, aligned with the calendar of a time zone. */
export type WindowLength = 'minute' | 'hour' | 'day' | 'week' | 'month';

/** One stretch of a budget: from `start`, included, to `end`, when it begins anew; milliseconds since the epoch. */
export interface BudgetWindow {
  readonly start: number;
  readonly end: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * The window that a moment is in. Weeks begin on Monday (ISO 8601). Days follow the local calendar, so that one has 23 or
 * 25 hours where the clocks change; an hour is 60 minutes, aligned with the local clock.
 */
export function budgetWindow(length: WindowLength, timezone: string, now: number): BudgetWindow {
  switch (length) {
    case 'minute':
      return aligned(now, minuteMs, 0);
    case 'hour':
      return aligned(now, hourMs, offsetAt(timezone, now));
    case 'day':
    case 'week':
    case 'month':
      return calendarWindow(length, timezone, now);
    default:
      return length satisfies never;
  }
}

function aligned(now: number, ms: number, offset: number): BudgetWindow {
  const start = Math.floor((now + offset) / ms) * ms - offset;
  return { start, end: start + ms };
}

function calendarWindow(length: 'day' | 'week' | 'month', timezone: string, now: number): BudgetWindow {
  const local = new Date(now + offsetAt(timezone, now));
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  if (length === 'month') return between(timezone, Date.UTC(year, month), Date.UTC(year, month + 1));
  const sinceMonday = length === 'week' ? (local.getUTCDay() + 6) % 7 : 0;
  const days = length === 'week' ? 7 : 1;
  const first = Date.UTC(year, month, day - sinceMonday);
  return between(timezone, first, first + days * dayMs);
}

/** Two local midnights, given as if they were UTC. */
function between(timezone: string, start: number, end: number): BudgetWindow {
  return { start: utcOf(timezone, start), end: utcOf(timezone, end) };
}

/** When a local midnight is; where the clocks skip it, the moment they skip to. */
function utcOf(timezone: string, local: number): number {
  const before = local - offsetAt(timezone, local - dayMs);
  const after = local - offsetAt(timezone, local + dayMs);
  const fits = [before, after].filter((moment) => moment + offsetAt(timezone, moment) === local);
  // Of two midnights the first; where there is none, the offsets before and after bracket the change.
  return fits.length > 0
    ? Math.min(...fits)
    : changeBetween(timezone, Math.min(before, after), Math.max(before, after));
}

/** The moment, to the millisecond, at which the offset changes. */
function changeBetween(timezone: string, from: number, to: number): number {
  const old = offsetAt(timezone, from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timezone, middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time minus UTC, in milliseconds. Throws a RangeError for a time zone that there is not. */
function offsetAt(timezone: string, now: number): number {
  if (timezone === 'UTC') return 0;
  const part = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(now)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(now / 1000) * 1000;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timezone, format);
  return format;
}
