/** What is unknown is shown as a dash. */
type Figure = number | null | undefined;

/** `1,234`. */
export function countText(value: Figure): string {
  return isUnknown(value) ? '-' : Math.round(value).toLocaleString('en');
}

/** Cents of what is large, micro-dollars of what is small. */
export function usdText(usd: Figure): string {
  if (isUnknown(usd)) return '-';
  const digits = Math.abs(usd) >= 1000 ? 2 : Math.abs(usd) >= 1 ? 4 : 6;
  return usd.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Milliseconds below ten seconds, seconds above. */
export function timeText(ms: Figure): string {
  if (isUnknown(ms)) return '-';
  return ms < 10_000 ? `${countText(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A share from 0 to 1, in percent; never 0 or 100 for what is not. */
export function ratioText(share: Figure): string {
  if (isUnknown(share)) return '-';
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  if (percent < 100 && percent > 99.9) return '>99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** A mean with half its interval. */
export function meanText(mean: Figure, margin: Figure): string {
  if (isUnknown(mean)) return '-';
  return isUnknown(margin) ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${margin.toFixed(3)}`;
}

function isUnknown(value: Figure): value is null | undefined {
  return value === null || value === undefined;
}
