/** `1,234`; an amount that is unknown is a dash. */
export function countText(value: number | null): string {
  return value === null ? '-' : Math.round(value).toLocaleString('en');
}

/** At least cents, and four digits of what is smaller. */
export function usdText(usd: number | null): string {
  if (usd === null) return '-';
  if (usd === 0) return '0';
  return Math.abs(usd) >= 1
    ? usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    : `${Number(usd.toPrecision(4))}`;
}

/** Milliseconds below ten seconds, seconds above. */
export function timeText(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A share of a whole, in percent. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? '-' : ratioText(part / whole);
}

/** A share from 0 to 1, in percent; never 0 or 100 for what is not. */
export function ratioText(share: number | null): string {
  if (share === null) return '-';
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  if (percent < 100 && percent > 99.9) return '>99.9 %';
  return `${Number(percent.toFixed(1))} %`;
}

/** A mean with half its interval. */
export function meanText(mean: number | null, margin: number | null): string {
  if (mean === null) return '-';
  return margin === null ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${margin.toFixed(3)}`;
}
