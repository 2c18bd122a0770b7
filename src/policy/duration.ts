const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Timers count milliseconds in 31 bits; a longer one would fire at once. */
export const longestDurationMs = 24 * 86_400_000;

/** Milliseconds of `500ms`, `10s`, `1.5m`, `1h`, `1d`; undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(text);
  const unit = units[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Math.round(Number(match[1]) * unit);
}
