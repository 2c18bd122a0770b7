/**
 * How long a provider asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` as seconds or as an HTTP date
 * (RFC 9110, 10.2.3). A date in the past is 0; anything else that is no time is undefined. Header names are lower case.
 */
export function retryAfterOf(headers: Readonly<Record<string, string>> | undefined, now: number): number | undefined {
  if (headers === undefined) return undefined;
  const milliseconds = decimal(headers['retry-after-ms']);
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const value = headers['retry-after']?.trim();
  const seconds = decimal(value);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  return value === undefined || !/[a-z]/i.test(value) ? undefined : untilDate(value, now);
}

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

function untilDate(text: string, now: number): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
