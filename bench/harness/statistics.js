/** The value below which a share `q` (0 to 1) of the values lies. */
export function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

export function median(values) {
  return quantile(values, 0.5);
}

/** A median and how far the middle half of the values spreads around it: `12.3 (11.9-12.8)`. */
export function withSpread(values, digits = 1) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(values, q).toFixed(digits));
  return `${middle} (${low}-${high})`;
}
