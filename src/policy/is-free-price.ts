import type { Price } from './policy-document.generated.js';

/** Neither tokens, requests nor images cost anything, however long the prompt. */
export function isFreePrice({ longer = [], ...rates }: Price): boolean {
  return [rates, ...longer.map(({ above, ...own }) => own)].every((step) =>
    Object.values(step).every((rate) => rate === 0),
  );
}
