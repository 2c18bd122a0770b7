import type { Price } from './policy-document.generated.js';

/**
 * Nothing but a web search costs anything, however long the prompt and however it is served. An unknown price is not
 * free.
 */
export function isFreePrice(price: Price | undefined): boolean {
  if (price === undefined) return false;
  const { service_tiers: tiers = {}, web_search: _search, ...standard } = price;
  const steps = [standard, ...Object.values(tiers)].flatMap(({ longer = [], ...rates }) => [
    rates,
    ...longer.map(({ above, ...own }) => own),
  ]);
  return steps.every((step) => Object.values(step).every((rate) => rate === 0));
}
