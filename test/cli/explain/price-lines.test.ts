import { describe, expect, it } from 'vitest';
import { priceLines } from '../../../src/cli/explain/price-lines.js';
import type { PriceComparison, PricedCandidate } from '../../../src/decide/decision.js';
import { createPaint } from '../../../src/diagnostics/paint.js';

const plain = createPaint(false);
const at = { file: 'p.yaml', line: 1, column: 1 };

function candidate(slot: string, more: Partial<PricedCandidate> = {}): PricedCandidate {
  return { slot, model: slot, endpoint: 'one', verdict: 'next', ...more };
}

function lines(candidates: readonly PricedCandidate[], more: Partial<PriceComparison> = {}) {
  return priceLines({ at, tier: null, prompt_tokens: 1234, completion_tokens: 5, candidates, ...more }, plain);
}

describe('what is told of prices that were compared', () => {
  it('is by what they were, what each model would cost, and why it lost', () => {
    const found = lines(
      [
        candidate('fast', { usd: 0.000012345, verdict: 'chosen' }),
        candidate('deeper', { usd: 2, reason: 'costs 2 USD more than fast' }),
        candidate('odd', { verdict: 'unknown_price', reason: 'has an unknown price' }),
        candidate('far', { usd: 0.5, verdict: 'removed', reason: 'lacks label eu', constraint: 'eu' }),
      ],
      { tier: 'cheap', images: 1 },
    );
    expect(found).toEqual([
      'Compared by price for tier cheap: about 1,234 prompt tokens, 1 image, 5 tokens of answer',
      [
        '✓ fast    0.0000123 USD   at one',
        '· deeper  2 USD           costs 2 USD more than fast',
        '✗ odd     unknown         has an unknown price',
        '✗ far     0.5 USD         lacks label eu  by eu',
      ],
    ]);
  });

  it('is no more than fits on a screen, and where there is more', () => {
    const [, told] = lines(Array.from({ length: 300 }, (_, index) => candidate(`m${index}`, { usd: index })));
    expect(told).toHaveLength(16);
    expect(told.at(-1)).toBe('and 285 more, which --json lists');
  });
});
