/** One unit of the last decimal that a number is written with, up or down: 501 after 500, 0.24 before 0.25. */
export function stepFrom(value: number, direction: 1 | -1): number {
  const [, decimals = ''] = /^-?\d+\.(\d+)$/.exec(String(value)) ?? [];
  const stepped = Number((value + direction * Number(`1e-${decimals.length}`)).toFixed(decimals.length));
  // Where a unit is too small to be seen, twice the number, or nothing of it.
  return stepped === value ? value + direction * Math.abs(value) : stepped;
}
