import type { Price } from './policy-document.generated.js';

/** Neither tokens, requests nor images cost anything, however long the prompt. An unknown price is not free. */
export function isFreePrice(price: Price | undefined): boolean {
  if (price === undefined) return false;
  const { longer = [], ...rates } = price;
  return [rates, ...longer.map(({ above, ...own }) => own)].every((step) =>
    Object.values(step).every((rate) => rate === 0),
  );
}
