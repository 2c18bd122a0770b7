import type { TokensFact } from '../policy/policy-document.generated.js';
import { textOf } from '../request/request-text.js';
import type { FactSource } from './fact-source.js';
import type { Reading } from './reading.js';
import { requestTokenParts } from './request-tokens.js';
import { loadTokenizer } from './tokenizer.js';

/** Tokens of the whole request as it will be sent, or of one text with `text:`. */
export const tokensSource: FactSource<TokensFact> = {
  from: 'tokens',
  cost: 3,
  async prepare({ encoding = 'o200k_base', text }) {
    const tokenizer = await loadTokenizer(encoding);
    if (text !== undefined) return ({ request }) => whenCounted(tokenizer.count([textOf(request.body, text)]), 0);
    return ({ request }) => {
      const { texts, overhead } = requestTokenParts(request.body, encoding);
      return whenCounted(tokenizer.count(texts), overhead);
    };
  },
};

function whenCounted(tokens: number | Promise<number>, overhead: number): Reading | Promise<Reading> {
  const reading = (count: number): Reading => ({ known: true, value: count + overhead });
  return typeof tokens === 'number' ? reading(tokens) : tokens.then(reading);
}
