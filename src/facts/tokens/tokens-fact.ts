import type { TokensFact } from '../../policy/policy-document.generated.js';
import { textOf } from '../../request/request-text.js';
import type { ChatBody } from '../../request/routing-request.js';
import { andThen } from '../and-then.js';
import type { FactSource } from '../fact-source.js';
import type { CountRange, Reading } from '../reading.js';
import { requestTokenParts, type TokenParts } from './request-tokens.js';
import { settledBy } from './settled-by.js';
import { loadTokenizer } from './tokenizer.js';

/** Tokens of the whole request as it will be sent, or of one text with `text:`. */
export const tokensSource: FactSource<TokensFact> = {
  from: 'tokens',
  cost: 3,
  async prepare({ encoding = 'o200k_base', text }, { comparisons, tools }) {
    const tokenizer = await loadTokenizer(encoding);
    const isSettled = tools.tokenCounts === 'as_needed' ? settledBy(comparisons) : undefined;
    const partsOf = (body: ChatBody): TokenParts =>
      text === undefined ? requestTokenParts(body, encoding) : { texts: [textOf(body, text)], overhead: 0 };
    return ({ request }) => {
      const { texts, overhead } = partsOf(request.body);
      const settled = isSettled && ((least: number, most: number) => isSettled(least + overhead, most + overhead));
      return andThen(tokenizer.count(texts, settled), (range) => readingOf(range, overhead));
    };
  },
};

/** Of a range, all counts are as good as its first: no comparison of the policy tells them apart. */
function readingOf({ at_least: least, at_most: most }: CountRange, overhead: number): Reading {
  const value = least + overhead;
  return least === most
    ? { known: true, value }
    : { known: true, value, range: { at_least: value, at_most: most + overhead } };
}
