/** An expected cost: enough digits to compare it, none of them an exponent. */
export function formatUsd(usd: number): string {
  return `${usd.toLocaleString('en', { maximumSignificantDigits: 3, maximumFractionDigits: 20 })} USD`;
}
