import type { PriceComparison, PricedCandidate } from '../../decide/decision.js';
import type { Paint } from '../../diagnostics/paint.js';
import { formatUsd } from '../format-usd.js';

/** Of many candidates so many lines; the JSON has all. */
const mostLines = 15;

/** Who competed by price, as the title and the lines of a section: what each would cost, and why it lost. */
export function priceLines(
  { tier, prompt_tokens, completion_tokens, images = 0, candidates }: PriceComparison,
  paint: Paint,
): readonly [title: string, lines: readonly string[]] {
  const whose = tier === null ? '' : ` for tier ${tier}`;
  const what = [
    `about ${prompt_tokens.toLocaleString('en')} prompt tokens`,
    ...(images === 0 ? [] : [`${images} ${images === 1 ? 'image' : 'images'}`]),
    `${completion_tokens.toLocaleString('en')} tokens of answer`,
  ].join(', ');
  const width = Math.max(...candidates.map(({ slot }) => slot.length));
  const lines = candidates.slice(0, mostLines).map((each) => priceLine(each, width, paint));
  const more = candidates.length - lines.length;
  const rest = more > 0 ? [paint.dim(`and ${more} more, which --json lists`)] : [];
  return [`Compared by price${whose}: ${what}`, [...lines, ...rest]];
}

function priceLine(
  { slot, endpoint, usd, verdict, reason = '', constraint }: PricedCandidate,
  width: number,
  paint: Paint,
): string {
  const mark = verdict === 'chosen' ? paint.green('✓') : isOut(verdict) ? paint.red('✗') : paint.dim('·');
  const cost = (usd === undefined ? 'unknown' : formatUsd(usd)).padEnd(14);
  const by = constraint === undefined ? '' : paint.dim(`  by ${constraint}`);
  return `${mark} ${slot.padEnd(width)}  ${cost}  ${reason === '' ? paint.dim(`at ${endpoint}`) : reason}${by}`;
}

function isOut(verdict: PricedCandidate['verdict']): boolean {
  return verdict !== 'chosen' && verdict !== 'next' && verdict !== 'dearer';
}
