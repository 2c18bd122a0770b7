/** Dollars with as many digits as a small amount needs. */
export function formatDollars(usd: number): string {
  if (usd === 0) return '$0';
  if (usd >= 1) return `$${usd.toFixed(2)}`;
  const rounded = Number(usd.toPrecision(3));
  return `$${rounded.toFixed(Math.min(12, 2 - Math.floor(Math.log10(rounded))))}`;
}
